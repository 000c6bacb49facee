package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteFileReader;
import dev.ficus.gateway.routefile.SourceText;
import dev.ficus.gateway.routefile.ViolationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All route files of a directory, read as a gateway does. */
public final class RouteDirectoryArgument {

  private final Map<String, SourceText> sources = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final List<RouteFile> files = new ArrayList<>();
  private final Compilation compilation;

  private RouteDirectoryArgument(Path directory, Placeholders placeholders) {
    for (Path path : list(directory)) {
      String name = directory.relativize(path).toString();
      switch (new RouteFileReader(placeholders).read(name, bytes(path))) {
        case Reading.Good(var file, var source) -> {
          files.add(file);
          sources.put(name, source);
        }
        case Reading.Bad(var its, var source) -> {
          violations.addAll(its);
          sources.put(name, source);
        }
      }
    }
    compilation = RouteCompiler.compile(files);
    if (violations.isEmpty()) {
      violations.addAll(compilation.violations());
    }
  }

  /**
   * Reads all files of a directory.
   *
   * @throws CommandFailure if there is nothing to read
   */
  public static RouteDirectoryArgument read(Path directory, Placeholders placeholders) {
    return new RouteDirectoryArgument(directory, placeholders);
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> paths =
          all.filter(path -> path.toString().endsWith(".yaml") || path.toString().endsWith(".yml"))
              .sorted()
              .toList();
      if (paths.isEmpty()) {
        throw new CommandFailure(ExitCode.ERROR, directory + ": no *.yaml there");
      }
      return paths;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ERROR, "cannot read " + directory + " (expected: a directory of route files)");
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.ERROR, "cannot read " + path + ": " + e.getMessage());
    }
  }

  public boolean isGood() {
    return violations.isEmpty();
  }

  public Compilation compilation() {
    return compilation;
  }

  /** Those that could be read. */
  public List<RouteFile> files() {
    return files;
  }

  /** What is wrong, with the lines of the files. */
  public String report() {
    return ViolationReport.of(violations, sources::get);
  }

  String warnings() {
    return ViolationReport.of(compilation.warnings(), sources::get);
  }
}
