/** The JSON form that all functions share: what an answer carries, how a request is refused. */
@NullMarked
package dev.ficus.functions.answers;

import org.jspecify.annotations.NullMarked;
