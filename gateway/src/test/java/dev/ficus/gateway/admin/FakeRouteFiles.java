package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Route files that are one good file and, if wanted, a broken one. */
final class FakeRouteFiles implements RouteFiles {

  static final Violation TYPO =
      new Violation(new Position("routes/orders.yaml", 14, 5), 5, "unknown key 'stags'");

  volatile boolean broken;

  @Override
  public List<FileStatus> status() {
    return List.of(
        new FileStatus(
            "routes/orders.yaml",
            broken ? "broken" : "good",
            "f1",
            Instant.EPOCH,
            broken ? List.of(TYPO) : List.of(),
            broken ? TYPO.toString() : ""));
  }

  @Override
  public List<Violation> warnings() {
    return List.of(new Violation(Position.ofFile("routes/orders.yaml"), "will surprise"));
  }

  @Override
  public String fingerprint() {
    return "files";
  }

  @Override
  public Check validate(byte[] yaml) {
    boolean wrong = new String(yaml, StandardCharsets.UTF_8).contains("stags");
    return new Check(
        wrong ? List.of(TYPO) : List.of(), List.of(), wrong ? TYPO + "\n  14 | stags" : "");
  }

  @Override
  public String patch() {
    return "--- routes/orders.yaml\n+++ routes/orders.yaml\n";
  }

  @Override
  public byte[] schema() {
    return "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}"
        .getBytes(StandardCharsets.UTF_8);
  }
}
