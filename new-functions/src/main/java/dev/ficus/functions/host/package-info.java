/** What decides which functions run in this process, and the page that says so. */
@NullMarked
package dev.ficus.functions.host;

import org.jspecify.annotations.NullMarked;
