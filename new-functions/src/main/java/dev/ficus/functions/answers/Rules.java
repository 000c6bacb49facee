package dev.ficus.functions.answers;

import org.jspecify.annotations.Nullable;

/** Rules that what a client sent must follow; a broken one becomes a 400 that names it. */
public final class Rules {

  private Rules() {}

  /** The value, which the client had to send. */
  public static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw Refusal.invalid(name + " is missing");
    }
    return value;
  }

  /** The text, which has to say something. */
  public static String filled(String name, @Nullable String value) {
    String text = present(name, value);
    if (text.isBlank()) {
      throw Refusal.invalid(name + " must not be blank");
    }
    return text;
  }

  /** The number, which has to be at least {@code least}. */
  public static int atLeast(String name, @Nullable Integer value, int least) {
    int number = present(name, value);
    if (number < least) {
      throw Refusal.invalid(name + " must be at least " + least);
    }
    return number;
  }

  /** The number, which has to lie between both bounds, themselves included. */
  public static int between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw Refusal.invalid(name + " must be between " + least + " and " + most);
    }
    return value;
  }
}
