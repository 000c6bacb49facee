package dev.ficus.gateway.webhook;

import java.util.HashMap;
import java.util.Map;

/**
 * The members of a JSON object (RFC 8259) that are strings, and no more of it: numbers and what is
 * nested are passed over. That is all a challenge needs, and the core knows no JSON library.
 */
final class JsonStrings {

  private static final int DEEPEST = 64;

  private final String text;
  private int at;

  private JsonStrings(String text) {
    this.text = text;
  }

  /** Nothing if the text is not an object, or broken. */
  static Map<String, String> of(String text) {
    try {
      return new JsonStrings(text).object();
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException broken) {
      return Map.of();
    }
  }

  private Map<String, String> object() {
    Map<String, String> members = new HashMap<>();
    expect('{');
    if (peek() == '}') {
      at++;
    } else {
      do {
        peek();
        String name = string();
        expect(':');
        if (peek() == '"') {
          members.put(name, string());
        } else {
          skip(0);
        }
      } while (more('}'));
    }
    while (at < text.length()) {
      if (!isSpace(text.charAt(at++))) {
        throw new IllegalArgumentException("something follows the object");
      }
    }
    return members;
  }

  private boolean more(char end) {
    char next = peek();
    at++;
    if (next != ',' && next != end) {
      throw new IllegalArgumentException("neither , nor " + end);
    }
    return next == ',';
  }

  private void skip(int depth) {
    char first = peek();
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deep");
    }
    if (first == '"') {
      string();
    } else if (first == '{' || first == '[') {
      at++;
      char end = first == '{' ? '}' : ']';
      if (peek() == end) {
        at++;
        return;
      }
      do {
        if (first == '{') {
          peek();
          string();
          expect(':');
        }
        skip(depth + 1);
      } while (more(end));
    } else {
      int begin = at;
      while (",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (begin == at) {
        throw new IllegalArgumentException("no value");
      }
    }
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw new IllegalArgumentException("a control character in a string");
      }
      value.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw new IllegalArgumentException("unknown escape");
    };
  }

  private void expect(char expected) {
    if (peek() != expected) {
      throw new IllegalArgumentException("no " + expected);
    }
    at++;
  }

  /** The next character that is no white space. */
  private char peek() {
    while (isSpace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
