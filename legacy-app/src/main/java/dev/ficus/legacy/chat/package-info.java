/** The chat of the shop, over a WebSocket. */
@NullMarked
package dev.ficus.legacy.chat;

import org.jspecify.annotations.NullMarked;
