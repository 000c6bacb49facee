/**
 * The shared state in Redis: every Lettuce call, every key, every Lua script, and the embedded
 * server.
 */
@NullMarked
package dev.ficus.gateway.redis;

import org.jspecify.annotations.NullMarked;
