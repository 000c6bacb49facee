/** What people and scripts read: tables, JSON, YAML. */
@NullMarked
package dev.ficus.cli.output;

import org.jspecify.annotations.NullMarked;
