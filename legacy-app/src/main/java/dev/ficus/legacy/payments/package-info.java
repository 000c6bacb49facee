/** The payment provider's notices, and the mails they set off. */
@NullMarked
package dev.ficus.legacy.payments;

import org.jspecify.annotations.NullMarked;
