/** The function mail: writes the mail about a payment to the shop's outbox. */
@NullMarked
package dev.ficus.functions.mail;

import org.jspecify.annotations.NullMarked;
