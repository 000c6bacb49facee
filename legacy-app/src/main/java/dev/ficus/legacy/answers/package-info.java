/**
 * What the JSON answers of all features have in common: the stamp, the errors, their status codes.
 */
@NullMarked
package dev.ficus.legacy.answers;

import org.jspecify.annotations.NullMarked;
