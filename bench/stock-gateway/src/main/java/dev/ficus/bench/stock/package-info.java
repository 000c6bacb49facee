/** Spring Cloud Gateway as it comes, for the whole-process benchmark to compare with. */
@NullMarked
package dev.ficus.bench.stock;

import org.jspecify.annotations.NullMarked;
