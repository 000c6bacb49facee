package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Ficus by one of its two entries.
 *
 * @param relay or everything by Spring Cloud Gateway
 */
record Ficus(boolean relay) implements Peer {

  @Override
  public String name() {
    return relay ? "ficus-relay" : "ficus-scg";
  }

  @Override
  public List<String> needs() {
    return List.of();
  }

  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public Running start(Stand stand) throws IOException {
    return start(stand, name(), relay, jar(stand), List.of());
  }

  static Path jar(Stand stand) {
    return jar(stand.project());
  }

  static Path jar(Path project) {
    return project.resolve("gateway/target/ficus-gateway-exec.jar");
  }

  static Running start(Stand stand, String name, boolean relay, Path jar, List<String> options)
      throws IOException {
    Path directory = stand.directoryOf(name);
    RouteFile.write(directory.resolve("routes"), stand.scenario(), stand.upstream());
    return start(directory, name, relay, jar, options);
  }

  /** With the route files that are there. */
  static Running start(
      Path directory, String name, boolean relay, Path jar, List<String> options)
      throws IOException {
    int port = Stand.freePort();
    int management = Stand.freePort();
    List<String> command =
        Stand.java(
            jar,
            options,
            List.of(
                "--ficus.routes.dir=" + directory.resolve("routes"),
                "--ficus.data-dir=" + directory.resolve("data"),
                "--ficus.relay.enabled=" + relay,
                "--ficus.internal-port=-1",
                "--ficus.access-log.file=" + directory.resolve("access.log"),
                "--ficus.shutdown.delay=0s",
                "--server.port=" + port,
                "--management.server.port=" + management));
    URI readiness = URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness");
    return Running.start(name, command, directory, port, readiness, "access.log");
  }
}
