package dev.ficus.gateway.parity;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value (RFC 8259) that keeps what parsers usually lose: members that stand twice, their
 * order, and how numbers are written.
 */
sealed interface Json {

  /** One name and value of an object. */
  record Member(String name, Json value) {}

  record Obj(List<Member> members) implements Json {}

  record Arr(List<Json> items) implements Json {}

  record Str(String value) implements Json {}

  /** A number by its text; its value is worked out only where the texts differ. */
  record Num(String text) implements Json {

    /** Beyond it the value is too far out for arithmetic, and for any real document. */
    private static final int MOST_DIGITS = 1_000;

    /** Null if only its text can be compared. */
    @Nullable BigDecimal value() {
      if (text.length() > MOST_DIGITS) {
        return null;
      }
      try {
        BigDecimal value = new BigDecimal(text);
        return Math.abs((long) value.scale()) > MOST_DIGITS ? null : value;
      } catch (NumberFormatException exponentTooLarge) {
        return null;
      }
    }
  }

  record Bool(boolean value) implements Json {}

  record Null() implements Json {}

  /** As a message says what it is. */
  default String kind() {
    return switch (this) {
      case Obj _ -> "object";
      case Arr _ -> "array";
      case Str _ -> "string";
      case Num _ -> "number";
      case Bool _ -> "boolean";
      case Null _ -> "null";
    };
  }

  /** Its text, shortened to at most so many characters. */
  default String show(int most) {
    StringBuilder text = new StringBuilder();
    JsonText.write(this, text, most);
    return text.length() <= most ? text.toString() : text.substring(0, most) + "…";
  }
}
