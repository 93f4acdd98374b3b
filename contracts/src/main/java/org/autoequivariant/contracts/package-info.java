/**
 * What the services say to each other: topics, message records and their JSON form.
 *
 * <p>Records validate themselves, so a message that exists is well formed. Evolution is additive: readers ignore fields
 * they do not know, and a field once published keeps its name and meaning.
 */
package org.autoequivariant.contracts;
