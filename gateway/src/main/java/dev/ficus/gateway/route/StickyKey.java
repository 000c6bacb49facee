package dev.ficus.gateway.route;

/** Where the key comes from that decides a client's cohort. */
public sealed interface StickyKey {

  /** {@code header:X-User-Id}. */
  record Header(String name) implements StickyKey {}

  /** {@code cookie:SESSION}. */
  record Cookie(String name) implements StickyKey {}

  /** {@code client-ip}: the whole of an IPv4 address, the first 64 bits of an IPv6 one. */
  record ClientIp() implements StickyKey {}

  /** {@code path:id}: a variable of the match, so that the entity decides and not the user. */
  record PathVariable(String name) implements StickyKey {}

  /** {@code body:/customer}: what a JSON pointer finds in the body of a message. */
  record Body(String pointer) implements StickyKey {}

  /** {@code assigned-cookie}: a random cookie that Ficus sets itself. */
  record AssignedCookie() implements StickyKey {}

  /**
   * Reads the form that route files use for messages, whose bodies can be looked into.
   *
   * @throws IllegalArgumentException if it is none that a message can have
   */
  static StickyKey parseOfMessage(String text) {
    if (text.startsWith("body:/")) {
      return new Body(text.substring("body:".length()));
    }
    if (text.startsWith("header:") || text.startsWith("cookie:") || text.startsWith("path:")) {
      return parse(text);
    }
    throw new IllegalArgumentException(
        "stickyBy: '"
            + text
            + "' (expected: header:NAME, cookie:NAME, body:/POINTER or path:VARIABLE)");
  }

  /**
   * Reads the form that route files use.
   *
   * @throws IllegalArgumentException if it is none of the five kinds
   */
  static StickyKey parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1).strip();
    StickyKey key =
        switch (kind) {
          case "header" -> name.isEmpty() ? null : new Header(name);
          case "cookie" -> name.isEmpty() ? null : new Cookie(name);
          case "path" -> name.isEmpty() ? null : new PathVariable(name);
          case "client-ip" -> colon < 0 ? new ClientIp() : null;
          case "assigned-cookie" -> colon < 0 ? new AssignedCookie() : null;
          default -> null;
        };
    if (key == null) {
      throw new IllegalArgumentException(
          "stickyBy: '"
              + text
              + "' (expected: header:NAME, cookie:NAME, path:VARIABLE, client-ip or"
              + " assigned-cookie)");
    }
    return key;
  }
}
