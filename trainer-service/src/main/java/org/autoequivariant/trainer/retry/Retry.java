package org.autoequivariant.trainer.retry;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

/**
 * Tries again what may go better later, waiting twice as long each time.
 *
 * @param attempts times to try, at least 1
 * @param firstWait before the second attempt
 * @param longestWait no wait is longer
 */
public record Retry(int attempts, Duration firstWait, Duration longestWait) {

    private static final Logger LOG = Logger.getLogger(Retry.class);

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /**
     * What {@code action} returns the first time it does not throw.
     *
     * @param what names the action in the log
     * @param passing whether it makes sense to try again after this exception
     * @throws Exception the last attempt's, or the first that does not pass
     */
    public <T> T call(String what, Callable<T> action, Predicate<Exception> passing) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return action.call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (attempt == attempts || !passing.test(e)) {
                    throw e;
                }
                Duration wait = waitAfter(attempt);
                LOG.warnf("%s failed (%s); attempt %d of %d in %s", what, e, attempt + 1, attempts, wait);
                Thread.sleep(wait.toMillis());
            }
        }
    }

    /** How long to wait after failed attempt number {@code attempt}, counted from 1. */
    public Duration waitAfter(int attempt) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }
}
