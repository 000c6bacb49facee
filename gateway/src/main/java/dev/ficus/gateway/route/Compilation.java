package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of compiling a set of route files.
 *
 * @param table null if anything is wrong
 * @param violations what is wrong, in the order of the files
 * @param warnings what is right but will surprise
 */
public record Compilation(
    @Nullable RouteTable table, List<Violation> violations, List<Violation> warnings) {

  public Compilation {
    violations = List.copyOf(violations);
    warnings = List.copyOf(warnings);
    if ((table == null) == violations.isEmpty()) {
      throw new IllegalArgumentException("expected: either a table or violations");
    }
  }
}
