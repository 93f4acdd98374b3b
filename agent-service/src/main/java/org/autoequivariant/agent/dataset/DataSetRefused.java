package org.autoequivariant.agent.dataset;

/** dataset-service will never have the data set asked for; the message is its own explanation. */
public final class DataSetRefused extends RuntimeException {

    public DataSetRefused(String message) {
        super(message);
    }
}
