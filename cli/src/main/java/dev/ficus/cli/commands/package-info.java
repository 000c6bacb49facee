/** The commands that ask a running gateway, or tell it what to do. */
@NullMarked
package dev.ficus.cli.commands;

import org.jspecify.annotations.NullMarked;
