/** Benchmarks of what every request pays for. */
@NullMarked
package dev.ficus.bench;

import org.jspecify.annotations.NullMarked;
