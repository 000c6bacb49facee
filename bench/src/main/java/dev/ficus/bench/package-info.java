@NullMarked
package dev.ficus.bench;

import org.jspecify.annotations.NullMarked;
