/** The access log: one line for each request, in a file of its own. */
@NullMarked
package dev.ficus.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
