package dev.ficus.cli.tour;

import dev.ficus.cli.demo.Ports;
import java.nio.file.Path;

/**
 * Where the demo runs.
 *
 * @param home of Ficus, where commands run
 * @param statusFile the last line about the demo's traffic
 * @param dashboard the link with the token
 */
record Place(Path home, Ports ports, Path statusFile, String dashboard) {

  String gateway() {
    return "localhost:" + ports.gateway();
  }

  String functions() {
    return "localhost:" + ports.functions();
  }

  /** As short as it can be said in {@link #home}. */
  String status() {
    return (statusFile.startsWith(home) ? home.relativize(statusFile) : statusFile).toString();
  }
}
