package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.Violation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the admin API asks of this instance's route files. */
public interface RouteFiles {

  /**
   * How one file is doing.
   *
   * @param state {@code good}, {@code broken} or {@code deleted}
   * @param fingerprint of the version in force, or null if there never was one
   * @param loadedAt when that version came into force
   * @param violations of the version on disk; empty if it is in force
   * @param text the same as text with source lines
   */
  record FileStatus(
      String name,
      String state,
      @Nullable String fingerprint,
      @Nullable Instant loadedAt,
      List<Violation> violations,
      String text) {
    public FileStatus {
      violations = List.copyOf(violations);
    }
  }

  /**
   * What is wrong with a text that could be a route file.
   *
   * @param text the violations with source lines; empty if there are none
   */
  record Check(List<Violation> violations, List<Violation> warnings, String text) {
    public Check {
      violations = List.copyOf(violations);
      warnings = List.copyOf(warnings);
    }
  }

  /** Each file, by name. */
  List<FileStatus> status();

  /** What is right in the files in force, but will surprise. */
  List<Violation> warnings();

  /** Of all versions in force, to tell whether two instances hold the same files. */
  String fingerprint();

  /** Looks at a file's text without bringing it into force. */
  Check validate(byte[] yaml);

  /** The unified diff that would make the files declare what is in force; empty if they do. */
  String patch();

  /** The JSON Schema of route files. */
  byte[] schema();
}
