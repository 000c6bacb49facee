/** Route files: YAML read with positions, checked against the schema, watched and reloaded. */
@NullMarked
package dev.ficus.gateway.routefile;

import org.jspecify.annotations.NullMarked;
