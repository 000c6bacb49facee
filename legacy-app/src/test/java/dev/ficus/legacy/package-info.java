/** The shop's tests against the running application, and what they need to run and to ask it. */
@NullMarked
package dev.ficus.legacy;

import org.jspecify.annotations.NullMarked;
