package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer is put up on.
 *
 * @param project the root of the built project
 * @param directory for the generated files and the logs of this scenario
 */
record Stand(Path project, Path directory, Scenario scenario, FixedUpstream upstream) {

  Path directoryOf(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /**
   * A JVM like every other JVM of the benchmark.
   *
   * @param options of this one alone
   */
  static List<String> java(Path jar, List<String> options, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
