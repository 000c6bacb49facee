package dev.ficus.gateway.parity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the target's answer differs from legacy's.
 *
 * <p>Its path is {@code status}, {@code header:NAME}, {@code body}, or a JSON pointer (RFC 6901)
 * with {@code *} for the place in an array.
 */
public sealed interface Difference {

  String path();

  /** Legacy's value there; null if it has none. */
  @Nullable String legacy();

  /** The target's value there; null if it has none. */
  @Nullable String target();

  /** The target lacks it. */
  record Missing(String path, @Nullable String legacy) implements Difference {
    @Override
    public @Nullable String target() {
      return null;
    }
  }

  /** Only the target has it. */
  record Extra(String path, @Nullable String target) implements Difference {
    @Override
    public @Nullable String legacy() {
      return null;
    }
  }

  /** They are of different kinds, such as a number and a string. */
  record Type(String path, String legacy, String target) implements Difference {}

  /** They are of one kind, and differ. */
  record Value(String path, String legacy, String target) implements Difference {}

  /** The same items stand in another order. */
  record Order(String path, String legacy, String target) implements Difference {}

  /** One array is longer than the other. */
  record Length(String path, String legacy, String target) implements Difference {}

  /** {@code missing}, {@code extra}, {@code type}, {@code value}, {@code order}, {@code length}. */
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
