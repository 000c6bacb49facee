/** Who did what, when and why. */
@NullMarked
package dev.ficus.gateway.audit;

import org.jspecify.annotations.NullMarked;
