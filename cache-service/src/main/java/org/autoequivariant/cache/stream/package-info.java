/** Runs the topology against a broker and lets others read its store. */
package org.autoequivariant.cache.stream;
