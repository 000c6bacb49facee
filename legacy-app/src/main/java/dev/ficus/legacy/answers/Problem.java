package dev.ficus.legacy.answers;

/**
 * The body of an error.
 *
 * @param error the kind of error, such as {@code not found}
 * @param what what it is about, such as {@code product 99}
 */
public record Problem(String error, String what) {}
