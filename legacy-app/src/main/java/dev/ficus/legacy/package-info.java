@NullMarked
package dev.ficus.legacy;

import org.jspecify.annotations.NullMarked;
