/** Old habits of the monolith that a gateway in front must not break, one endpoint each. */
@NullMarked
package dev.ficus.legacy.oddities;

import org.jspecify.annotations.NullMarked;
