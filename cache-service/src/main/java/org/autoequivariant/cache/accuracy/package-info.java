/** What is known: the evaluations in the stream's store, and the quick view of them that may be lost at any time. */
package org.autoequivariant.cache.accuracy;
