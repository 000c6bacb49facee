package dev.ficus.gateway.route;

/** Names clients by a header or a cookie they carry: {@code header:X-Beta=1}. */
public record ClientRule(Condition condition) {

  /**
   * Reads {@code header:NAME=VALUE} or {@code cookie:NAME=VALUE}; without a value, presence counts.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static ClientRule parse(String text) {
    int colon = text.indexOf(':');
    int equals = text.indexOf('=', Math.max(colon, 0));
    String kind = colon < 0 ? "" : text.substring(0, colon);
    String name = text.substring(colon + 1, equals < 0 ? text.length() : equals).strip();
    String value = equals < 0 ? "*" : text.substring(equals + 1);
    Condition.Part part =
        switch (kind) {
          case "header" -> Condition.Part.HEADER;
          case "cookie" -> Condition.Part.COOKIE;
          default -> null;
        };
    if (part == null || name.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: header:NAME=VALUE or cookie:NAME=VALUE)");
    }
    return new ClientRule(new Condition(part, name, value));
  }
}
