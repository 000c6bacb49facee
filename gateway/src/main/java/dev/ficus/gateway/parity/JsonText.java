package dev.ficus.gateway.parity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly (RFC 8259): valid UTF-8, one value, nothing after it. What is not JSON is no
 * error here, but simply none.
 */
final class JsonText {

  private static final int DEEPEST = 500;
  private static final Json NULL = new Json.Null();
  private static final Json TRUE = new Json.Bool(true);
  private static final Json FALSE = new Json.Bool(false);

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** Null if the bytes are not one JSON value. */
  static @Nullable Json parse(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
    // A byte order mark may be ignored (RFC 8259, section 8.1).
    JsonText reader = new JsonText(text.startsWith("\uFEFF") ? text.substring(1) : text);
    Json value = reader.value(0);
    reader.space();
    return reader.at == reader.text.length() ? value : null;
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private void space() {
    while (at < text.length()) {
      char c = text.charAt(at);
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

  private boolean take(String word) {
    if (text.startsWith(word, at)) {
      at += word.length();
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
      case 't' -> take("true") ? TRUE : null;
      case 'f' -> take("false") ? FALSE : null;
      case 'n' -> take("null") ? NULL : null;
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
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return text.substring(from, at++);
      }
      if (c == '\\') {
        return escaped(from);
      }
      if (c < ' ') {
        return null;
      }
      at++;
    }
    return null;
  }

  /** The rest of a string from its first escape on. */
  private @Nullable String escaped(int from) {
    StringBuilder out = new StringBuilder().append(text, from, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        return null;
      }
      if (c != '\\') {
        out.append(c);
        continue;
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
    return new Json.Num(text.substring(from, at));
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
