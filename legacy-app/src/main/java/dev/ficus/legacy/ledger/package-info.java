/**
 * The ledger of writes: one row for each write the shop executed, in the transaction of that write.
 */
@NullMarked
package dev.ficus.legacy.ledger;

import org.jspecify.annotations.NullMarked;
