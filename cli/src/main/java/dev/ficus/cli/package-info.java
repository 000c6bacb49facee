/** The command line: what operators and newcomers type. */
@NullMarked
package dev.ficus.cli;

import org.jspecify.annotations.NullMarked;
