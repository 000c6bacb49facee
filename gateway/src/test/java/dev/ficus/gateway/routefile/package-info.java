/** Tests of reading, watching and patching route files. */
@NullMarked
package dev.ficus.gateway.routefile;

import org.jspecify.annotations.NullMarked;
