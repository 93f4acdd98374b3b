package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeployedServiceTest {

    @Test
    void settingsComeFromTheServicesThemselves() {
        assertThat(DeployedService.TRAINER.ownSettings())
                .contains("aen.trainer.capacity", "aen.dataset.token", "aen.web.token")
                .doesNotContain("aen.cache.state");
        assertThat(DeployedService.CACHE.ownSettings()).contains("aen.redis.ca", "aen.cache.job-timeout");
        assertThat(DeployedService.AGENT.ownSettings()).contains("aen.dataset.url", "aen.agent.max-searches");
        assertThat(DeployedService.DATASET.ownSettings()).contains("aen.dataset.shard-size");
    }

    @Test
    void environmentNamesStandForSettings() {
        assertThat(DeployedService.TRAINER.setting("AEN_TRAINER_CAPACITY")).contains("aen.trainer.capacity");
        assertThat(DeployedService.CACHE.setting("AEN_CACHE_JOB_TIMEOUT")).contains("aen.cache.job-timeout");
        assertThat(DeployedService.AGENT.setting("KAFKA_SSL_TRUSTSTORE_LOCATION"))
                .contains("kafka.ssl.truststore.location");
        assertThat(DeployedService.AGENT.setting("QUARKUS_HTTP_HOST")).contains("quarkus.http.host");
    }

    @Test
    void whatAServiceDoesNotReadIsNoSettingOfIt() {
        assertThat(DeployedService.TRAINER.readsEnvironment("AEN_TRAINER_CAPACTIY"))
                .isFalse();
        assertThat(DeployedService.DATASET.readsEnvironment("KAFKA_BOOTSTRAP_SERVERS"))
                .isFalse();
        assertThat(DeployedService.AGENT.readsEnvironment("OMP_NUM_THREADS")).isTrue();
        assertThat(DeployedService.AGENT.readsFile("aen.redis.password")).isFalse();
        assertThat(DeployedService.CACHE.readsFile("aen.redis.password")).isTrue();
    }

    @Test
    void secretsAreThoseTheServiceReads() {
        assertThat(DeployedService.DATASET.secrets()).containsExactly("aen.web.token");
        assertThat(DeployedService.CACHE.secrets())
                .containsExactly("aen.redis.password", "aen.web.token", "kafka.sasl.jaas.config");
    }

    @Test
    void everyServiceListensOnAPortOfItsOwn() {
        assertThat(DeployedService.values()).extracting(DeployedService::port).containsExactly(8080, 8083, 8081, 8082);
    }
}
