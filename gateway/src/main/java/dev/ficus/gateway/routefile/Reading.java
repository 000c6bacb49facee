package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import java.util.List;

/** What came of reading a route file. */
public sealed interface Reading {

  /** As written; its text is empty if the bytes are no text. */
  SourceText source();

  /** The file is well-formed; whether it fits with the others is for the compiler to say. */
  record Good(RouteFile file, SourceText source) implements Reading {}

  /**
   * @param violations at least one, in the order of the file
   */
  record Bad(List<Violation> violations, SourceText source) implements Reading {
    public Bad {
      violations = List.copyOf(violations);
    }
  }
}
