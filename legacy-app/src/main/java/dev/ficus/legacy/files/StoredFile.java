package dev.ficus.legacy.files;

/**
 * What is known of a file that the shop keeps.
 *
 * @param size bytes
 * @param sha256 in lower-case hexadecimal
 */
record StoredFile(long id, String name, String contentType, long size, String sha256) {}
