/** Files that customers send and fetch: bytes on disk, their description in the database. */
@NullMarked
package dev.ficus.legacy.files;

import org.jspecify.annotations.NullMarked;
