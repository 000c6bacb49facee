package dev.ficus.gateway.route;

/**
 * Something that a request must carry.
 *
 * @param name of the header, query parameter or cookie
 * @param value exact, or with {@code *} for any run of characters; {@code *} alone asks for
 *     presence
 */
public record Condition(Part part, String name, String value) {

  /** Where the value is looked for. */
  public enum Part {
    HEADER,
    QUERY,
    COOKIE
  }

  /** Whether the request carries it. */
  public boolean holds(RequestHead request) {
    String actual =
        switch (part) {
          case HEADER -> request.header(name);
          case COOKIE -> request.cookie(name);
          case QUERY -> QueryString.first(request.rawQuery(), name);
        };
    return actual != null && Glob.matches(value, actual);
  }

  /** Whether no request can meet both: the same thing asked for with two different exact values. */
  boolean excludes(Condition other) {
    return part == other.part
        && sameName(other)
        && value.indexOf('*') < 0
        && other.value.indexOf('*') < 0
        && !value.equals(other.value);
  }

  /** Whether every request that meets this one meets the other as well. */
  boolean implies(Condition other) {
    return part == other.part
        && sameName(other)
        && (value.equals(other.value) || other.value.equals("*"));
  }

  private boolean sameName(Condition other) {
    return part == Part.HEADER ? name.equalsIgnoreCase(other.name) : name.equals(other.name);
  }
}
