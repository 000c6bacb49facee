package dev.ficus.cli.demo;

/** How many requests a second. */
record Rate(int perSecond) {

  static final int MAX = 2_000;

  Rate {
    if (perSecond < 1 || perSecond > MAX) {
      throw new IllegalArgumentException(
          "rate: " + perSecond + "/s (expected: 1/s to " + MAX + "/s)");
    }
  }

  /**
   * Reads {@code 50/s} or a bare {@code 50}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Rate parse(String text) {
    String number = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
    try {
      return new Rate(Integer.parseInt(number.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("rate: '" + text + "' (expected: such as 50/s)", e);
    }
  }
}
