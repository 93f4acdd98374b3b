/** What is said between whoever verifies a search and the agent code that replays it. */
package org.autoequivariant.contracts.replay;
