/**
 * What an instance keeps on its own disk: the last good routing state, and rollbacks that are not
 * shared yet.
 */
@NullMarked
package dev.ficus.gateway.disk;

import org.jspecify.annotations.NullMarked;
