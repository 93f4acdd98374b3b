package org.autoequivariant.local.cluster;

import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The broker's process. It formats the storage itself: a process for that takes half as long as the broker to start.
 */
final class BrokerProcess {

    private BrokerProcess() {}

    /** @param arguments the properties file, and the cluster's id if the storage is to be formatted first */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        if (arguments.length > 1) {
            int code = StorageTool.execute(new String[] {"format", "-t", arguments[1], "-c", properties}, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
