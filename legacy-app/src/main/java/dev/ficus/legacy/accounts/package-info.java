/** Who may enter: users, login, sessions, and the account page behind them. */
@NullMarked
package dev.ficus.legacy.accounts;

import org.jspecify.annotations.NullMarked;
