package org.autoequivariant.local.cluster;

import java.net.URI;

/**
 * Where a running cluster can be reached, all on this machine.
 *
 * @param agent agent-service
 * @param dataSets dataset-service
 * @param cache cache-service
 * @param kafka bootstrap servers
 * @param redis Redis
 */
public record Endpoints(URI agent, URI dataSets, URI cache, String kafka, URI redis) {}
