package org.autoequivariant.trainer.job;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once warmed up and every lane has joined the share group. */
@Readiness
@ApplicationScoped
class TakingJobs implements HealthCheck {

    private final TrainerService trainer;

    TakingJobs(TrainerService trainer) {
        this.trainer = trainer;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("taking jobs")
                .status(trainer.takingJobs())
                .build();
    }
}
