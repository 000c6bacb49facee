@NullMarked
package dev.ficus.cli;

import org.jspecify.annotations.NullMarked;
