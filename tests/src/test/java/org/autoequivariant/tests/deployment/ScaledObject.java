package org.autoequivariant.tests.deployment;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** KEDA's {@code keda.sh/v1alpha1} object, without its status; nobody publishes a model of it. */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(
            Target scaleTargetRef,
            Integer pollingInterval,
            Integer cooldownPeriod,
            Integer initialCooldownPeriod,
            Integer idleReplicaCount,
            Integer minReplicaCount,
            Integer maxReplicaCount,
            Fallback fallback,
            List<Trigger> triggers,
            Advanced advanced) {}

    record Target(String apiVersion, String kind, String name, String envSourceContainerName) {}

    record Fallback(int failureThreshold, int replicas, Behavior behavior) {}

    /** How the replicas of a fallback relate to those there are. */
    enum Behavior {
        @JsonProperty("static")
        STATIC,
        @JsonProperty("currentReplicas")
        CURRENT,
        @JsonProperty("currentReplicasIfHigher")
        CURRENT_IF_HIGHER,
        @JsonProperty("currentReplicasIfLower")
        CURRENT_IF_LOWER
    }

    record Trigger(
            String type,
            String name,
            Boolean useCachedMetrics,
            String metricType,
            Map<String, String> metadata,
            Authentication authenticationRef) {}

    record Authentication(String name, String kind) {}

    record Advanced(Boolean restoreToOriginalReplicaCount, Autoscaler horizontalPodAutoscalerConfig) {}

    record Autoscaler(String name, HorizontalPodAutoscalerBehavior behavior) {}
}
