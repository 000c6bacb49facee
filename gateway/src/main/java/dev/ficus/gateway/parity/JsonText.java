package dev.ficus.gateway.parity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly (RFC 8259): valid UTF-8, one value, nothing after it. What is not JSON is no
 * error here, but simply none.
 */
final class JsonText {

  private static final int DEEPEST = 500;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] WORD_TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] WORD_FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] WORD_NULL = {'n', 'u', 'l', 'l'};
  private static final Json NULL = new Json.Null();
  private static final Json TRUE = new Json.Bool(true);
  private static final Json FALSE = new Json.Bool(false);

  /** UTF-8, valid as a whole: what is structure in it is ASCII, and stands for itself. */
  private final byte[] text;

  private int at;

  private JsonText(byte[] text) {
    this.text = text;
  }

  /** Null if the bytes are not one JSON value. */
  static @Nullable Json parse(byte[] utf8) {
    if (!isUtf8(utf8)) {
      return null;
    }
    JsonText reader = new JsonText(utf8);
    // It may be ignored (RFC 8259, section 8.1).
    reader.take(BYTE_ORDER_MARK);
    Json value = reader.value(0);
    reader.space();
    return reader.at == utf8.length ? value : null;
  }

  private static boolean isUtf8(byte[] bytes) {
    int all = 0;
    for (byte octet : bytes) {
      all |= octet;
    }
    if (all >= 0) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private int peek() {
    return at < text.length ? text[at] : -1;
  }

  private void space() {
    while (at < text.length) {
      byte c = text[at];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private boolean take(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean take(byte[] word) {
    if (Arrays.equals(text, at, Math.min(text.length, at + word.length), word, 0, word.length)) {
      at += word.length;
      return true;
    }
    return false;
  }

  private @Nullable Json value(int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> {
        String string = string();
        yield string == null ? null : new Json.Str(string);
      }
      case 't' -> take(WORD_TRUE) ? TRUE : null;
      case 'f' -> take(WORD_FALSE) ? FALSE : null;
      case 'n' -> take(WORD_NULL) ? NULL : null;
      default -> number();
    };
  }

  private @Nullable Json object(int depth) {
    at++;
    List<Json.Member> members = new ArrayList<>();
    space();
    if (take('}')) {
      return new Json.Obj(members);
    }
    do {
      space();
      String name = peek() == '"' ? string() : null;
      if (name == null) {
        return null;
      }
      space();
      Json value = take(':') ? value(depth + 1) : null;
      if (value == null) {
        return null;
      }
      members.add(new Json.Member(name, value));
      space();
    } while (take(','));
    return take('}') ? new Json.Obj(members) : null;
  }

  private @Nullable Json array(int depth) {
    at++;
    List<Json> items = new ArrayList<>();
    space();
    if (take(']')) {
      return new Json.Arr(items);
    }
    do {
      Json item = value(depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
      space();
    } while (take(','));
    return take(']') ? new Json.Arr(items) : null;
  }

  private @Nullable String string() {
    at++;
    int from = at;
    while (at < text.length) {
      byte c = text[at];
      if (c == '"') {
        return text(from, at++);
      }
      if (c == '\\') {
        return escaped(from);
      }
      if (isControl(c)) {
        return null;
      }
      at++;
    }
    return null;
  }

  private static boolean isControl(byte c) {
    return c >= 0 && c < ' ';
  }

  private String text(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  /** The rest of a string from its first escape on. */
  private @Nullable String escaped(int from) {
    StringBuilder out = new StringBuilder();
    int plainFrom = from;
    while (at < text.length) {
      byte c = text[at++];
      if (isControl(c)) {
        return null;
      }
      if (c != '"' && c != '\\') {
        continue;
      }
      out.append(text(plainFrom, at - 1));
      if (c == '"') {
        return out.toString();
      }
      int escape = peek();
      at++;
      switch (escape) {
        case '"', '\\', '/' -> out.append((char) escape);
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          int unit = hex();
          if (unit < 0) {
            return null;
          }
          out.append((char) unit);
        }
        default -> {
          return null;
        }
      }
      plainFrom = at;
    }
    return null;
  }

  private int hex() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0 || peek() > 'f' ? -1 : Character.digit((char) peek(), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
      at++;
    }
    return unit;
  }

  private @Nullable Json number() {
    int from = at;
    take('-');
    if (!take('0') && !digits()) {
      return null;
    }
    if (take('.') && !digits()) {
      return null;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      if (!digits()) {
        return null;
      }
    }
    return new Json.Num(text(from, at));
  }

  private boolean digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > from;
  }

  /** Writes a value until the text is longer than asked for. */
  static void write(Json value, StringBuilder out, int most) {
    switch (value) {
      case Json.Str(String string) -> quote(string, out);
      case Json.Num(String number) -> out.append(number);
      case Json.Bool(boolean bool) -> out.append(bool);
      case Json.Null _ -> out.append("null");
      case Json.Arr(List<Json> items) -> {
        out.append('[');
        for (int i = 0; i < items.size() && out.length() <= most; i++) {
          out.append(i == 0 ? "" : ",");
          write(items.get(i), out, most);
        }
        out.append(']');
      }
      case Json.Obj(List<Json.Member> members) -> {
        out.append('{');
        for (int i = 0; i < members.size() && out.length() <= most; i++) {
          out.append(i == 0 ? "" : ",");
          quote(members.get(i).name(), out);
          write(members.get(i).value(), out.append(':'), most);
        }
        out.append('}');
      }
    }
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
