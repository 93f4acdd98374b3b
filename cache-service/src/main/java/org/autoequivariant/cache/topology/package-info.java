/** What happens to each candidate and each evaluation: a topology that needs no broker to be tested. */
package org.autoequivariant.cache.topology;
