/** The quick view of the evaluations, in Redis: it heals itself after a flush, a crash or an outage. */
package org.autoequivariant.cache.redis;
