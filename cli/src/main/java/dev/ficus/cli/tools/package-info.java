/** What needs no running gateway: reading logs and route files, and asking two servers the same. */
@NullMarked
package dev.ficus.cli.tools;

import org.jspecify.annotations.NullMarked;
