package dev.ficus.bench.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The relay with something changed: other JVM options, or another build.
 *
 * @param options of the JVM
 * @param jar the other build, if it is one
 */
record FicusVariant(String name, List<String> options, Optional<Path> jar) implements Peer {

  /** {@code name=words}: a word that ends in {@code .jar} is the build, the others are options. */
  static FicusVariant parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "--with: " + text + " (expected: as in parallel=-XX:+UseParallelGC)");
    }
    List<String> words =
        Arrays.stream(text.substring(equals + 1).split(" ")).filter(w -> !w.isEmpty()).toList();
    return new FicusVariant(
        text.substring(0, equals),
        words.stream().filter(word -> !word.endsWith(".jar")).toList(),
        words.stream()
            .filter(word -> word.endsWith(".jar"))
            .map(word -> Path.of(word).toAbsolutePath())
            .findFirst());
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
    return Ficus.start(stand, name, true, jar.orElse(Ficus.jar(stand)), options);
  }
}
