/** Answers candidates from what is known and has trained what is not: a Kafka Streams topology in front of Redis. */
package org.autoequivariant.cache;
