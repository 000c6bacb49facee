package dev.ficus.gateway.route;

/**
 * One thing that is wrong with the route files, said so that it can be mended.
 *
 * @param where the place of the offending text
 * @param length how many characters of the line are to blame; at least 1
 * @param message what is wrong and what was expected; never a resolved secret
 */
public record Violation(Position where, int length, String message) {

  public Violation {
    length = Math.max(1, length);
  }

  public Violation(Position where, String message) {
    this(where, 1, message);
  }

  @Override
  public String toString() {
    return where + ": " + message;
  }
}
