/** Says in another proxy's words what no longer needs Ficus. */
@NullMarked
package dev.ficus.cli.leave;

import org.jspecify.annotations.NullMarked;
