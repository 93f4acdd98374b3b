package org.autoequivariant.agent.search;

import org.autoequivariant.contracts.SearchStatus;

/**
 * Where a running search is. The transitions drawn are the only ones there are:
 *
 * <pre>
 * MeasuringBaseline ──baseline──▶ Searching ──states or steps reached──▶ MeasuringFinalBaseline
 *        │                                                                  │ baseline
 *        │ skipped                                                          ▼
 *        ▼              skipped                                         Retraining
 *      Failed ◀──────────────────── MeasuringFinalBaseline                  │ all answered
 *                                                                           ▼
 *                                                          Finished ◀── Repeating
 * </pre>
 *
 * <p>The final baseline is asked for while walkers still step, so the search is mostly past measuring it at once.
 *
 * <p>Cancelling is no stage: a cancelled search is one nobody drives, and its stage is rebuilt when it is resumed.
 */
sealed interface Stage {

    /** The stage as others see it. */
    SearchStatus.Phase phase();

    /** The dense network under the search protocol is being evaluated. */
    record MeasuringBaseline() implements Stage {

        Searching measured(double accuracy) {
            return new Searching(accuracy);
        }

        Failed skipped(String reason) {
            return new Failed("the dense baseline could not be measured: " + reason);
        }

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.MEASURING_BASELINE;
        }
    }

    /** Walkers step. */
    record Searching(double baseline) implements Stage {

        MeasuringFinalBaseline exhausted() {
            return new MeasuringFinalBaseline();
        }

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.SEARCHING;
        }
    }

    /**
     * No walker steps any more; the dense network under the final protocol is being evaluated, if it was not before.
     */
    record MeasuringFinalBaseline() implements Stage {

        Retraining measured(double accuracy) {
            return new Retraining(accuracy);
        }

        Failed skipped(String reason) {
            return new Failed("the dense baseline could not be retrained: " + reason);
        }

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.RETRAINING;
        }
    }

    /** The best networks are being retrained, and the dense network with more seeds. */
    record Retraining(double baseline) implements Stage {

        Repeating retrained() {
            return new Repeating();
        }

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.RETRAINING;
        }
    }

    /** The winner is retrained with more seeds. */
    record Repeating() implements Stage {

        Finished repeated() {
            return new Finished();
        }

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.RETRAINING;
        }
    }

    /** All is reported. */
    record Finished() implements Stage {

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.FINISHED;
        }
    }

    /** It cannot go on; {@code reason} says why. */
    record Failed(String reason) implements Stage {

        @Override
        public SearchStatus.Phase phase() {
            return SearchStatus.Phase.FAILED;
        }
    }
}
