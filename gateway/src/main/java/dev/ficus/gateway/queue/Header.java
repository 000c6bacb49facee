package dev.ficus.gateway.queue;

/** One header line, its name and value as they came. */
public record Header(String name, String value) {

  public Header {
    if (name.isEmpty() || breaks(name) || name.indexOf(':') >= 0 || breaks(value)) {
      throw new IllegalArgumentException(
          "header '" + name + "' (expected: a name, and neither CR, LF nor NUL)");
    }
  }

  private static boolean breaks(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0;
  }

  /** Values may be credentials. */
  @Override
  public String toString() {
    return name;
  }
}
