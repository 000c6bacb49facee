/** The mirror: answers with the request as it arrived, for tests of a proxy in front. */
@NullMarked
package dev.ficus.functions.echo;

import org.jspecify.annotations.NullMarked;
