/** The shopping cart, which lives in the session, and the checkout that empties it. */
@NullMarked
package dev.ficus.legacy.cart;

import org.jspecify.annotations.NullMarked;
