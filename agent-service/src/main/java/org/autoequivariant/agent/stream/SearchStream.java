package org.autoequivariant.agent.stream;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.SearchStatus;

/** Where a search's questions and its progress go. */
public interface SearchStream {

    void publish(Candidate candidate);

    void publish(SearchStatus status);
}
