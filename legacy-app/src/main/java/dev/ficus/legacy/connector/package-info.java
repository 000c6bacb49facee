/** How leniently the HTTP connector takes requests, and what it keeps of them as they arrived. */
@NullMarked
package dev.ficus.legacy.connector;

import org.jspecify.annotations.NullMarked;
