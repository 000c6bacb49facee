/** The function payments: records the payment provider's notices, each once. */
@NullMarked
package dev.ficus.functions.payments;

import org.jspecify.annotations.NullMarked;
