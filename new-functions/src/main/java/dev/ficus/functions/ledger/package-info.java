/** The ledger of writes: one row for each write, in the write's own transaction. */
@NullMarked
package dev.ficus.functions.ledger;

import org.jspecify.annotations.NullMarked;
