/** Tests of the payments. */
@NullMarked
package dev.ficus.legacy.payments;

import org.jspecify.annotations.NullMarked;
