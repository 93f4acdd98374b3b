/** Evaluations and leaderboards over HTTP, and how the service feels. */
package org.autoequivariant.cache.web;
