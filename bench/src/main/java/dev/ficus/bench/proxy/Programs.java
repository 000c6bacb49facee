package dev.ficus.bench.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what is installed; installs nothing. */
final class Programs {

  /** Where distributions keep servers, though the PATH of a user may not lead there. */
  private static final List<String> ELSEWHERE = List.of("/usr/sbin", "/usr/local/sbin");

  private Programs() {}

  static Optional<Path> find(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ELSEWHERE.stream())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static String path(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException(name + " is not installed"))
        .toString();
  }
}
