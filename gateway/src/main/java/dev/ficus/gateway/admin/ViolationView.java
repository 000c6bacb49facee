package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.Violation;
import java.util.List;

/**
 * Something wrong with route files.
 *
 * @param line from 1; 0 for the file as a whole, like the column
 * @param length how many characters of the line are to blame
 */
record ViolationView(String file, int line, int column, int length, String message) {

  static List<ViolationView> of(List<Violation> violations) {
    return violations.stream()
        .map(
            v ->
                new ViolationView(
                    v.where().file(),
                    v.where().line(),
                    v.where().column(),
                    v.length(),
                    v.message()))
        .toList();
  }
}
