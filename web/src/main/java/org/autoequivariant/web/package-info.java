/** What the four services' HTTP doors share: who is let in, how much at once, and the JSON they speak. */
package org.autoequivariant.web;
