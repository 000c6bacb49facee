@NullMarked
package dev.ficus.functions;

import org.jspecify.annotations.NullMarked;
