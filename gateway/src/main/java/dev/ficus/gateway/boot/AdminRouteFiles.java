package dev.ficus.gateway.boot;

import dev.ficus.gateway.admin.RouteFiles;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.ReloadRules;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.DeclarationPatch;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteDirectory;
import dev.ficus.gateway.routefile.RouteFileReader;
import dev.ficus.gateway.routefile.ViolationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Shows the route files to the admin API. */
final class AdminRouteFiles implements RouteFiles {

  private static final String BODY = "body.yaml";

  private final RouteDirectory directory;
  private final FilesInForce inForce;
  private final RouteFileReader reader;
  private final Routing routing;

  AdminRouteFiles(
      RouteDirectory directory, FilesInForce inForce, RouteFileReader reader, Routing routing) {
    this.directory = directory;
    this.inForce = inForce;
    this.reader = reader;
    this.routing = routing;
  }

  @Override
  public List<FileStatus> status() {
    return directory.status().stream()
        .map(
            file ->
                new FileStatus(
                    file.name(),
                    file.state().name().toLowerCase(Locale.ROOT),
                    file.fingerprint(),
                    file.loadedAt(),
                    file.violations(),
                    file.report()))
        .toList();
  }

  @Override
  public List<Violation> warnings() {
    return directory.warnings();
  }

  @Override
  public String fingerprint() {
    return directory.fingerprint();
  }

  /**
   * As an edit would be looked at: with the other files in force, in place of what it says anew.
   */
  @Override
  public Check validate(byte[] yaml) {
    Reading reading = reader.read(BODY, yaml);
    return switch (reading) {
      case Reading.Bad bad -> new Check(bad.violations(), List.of(), ViolationReport.of(bad));
      case Reading.Good good -> {
        List<RouteFile> files = new ArrayList<>();
        for (RouteFile file : inForce.files()) {
          if (!saysAgain(good.file(), file)) {
            files.add(file);
          }
        }
        files.add(good.file());
        Compilation compilation = RouteCompiler.compile(files);
        List<Violation> violations = compilation.violations();
        if (compilation.table() != null) {
          violations = ReloadRules.check(routing.snapshot(), compilation.table());
        }
        String text =
            ViolationReport.of(violations, name -> name.equals(BODY) ? reading.source() : null);
        yield new Check(violations, compilation.warnings(), violations.isEmpty() ? "" : text);
      }
    };
  }

  /** Whether one file names what the other does, and so would take its place. */
  private static boolean saysAgain(RouteFile one, RouteFile other) {
    Set<String> names = namesIn(one);
    names.retainAll(namesIn(other));
    return !names.isEmpty();
  }

  private static Set<String> namesIn(RouteFile file) {
    Set<String> names = new HashSet<>();
    file.upstreams().forEach(upstream -> names.add("upstream " + upstream.name()));
    file.groups().forEach(group -> names.add("group " + group.name().value()));
    file.routes().forEach(route -> names.add("route " + route.id().value()));
    file.receivers().forEach(receiver -> names.add("receiver " + receiver.name().value()));
    if (file.defaultUpstream() != null) {
      file.defaultUpstream()
          .value()
          .byHost()
          .keySet()
          .forEach(host -> names.add("default " + host.text()));
    }
    return names;
  }

  @Override
  public String patch() {
    Map<String, DeclarationPatch.Wanted> wanted = new HashMap<>();
    for (ActiveRoute route : routing.snapshot().active()) {
      if (Declarations.drifts(route)) {
        wanted.put(route.route().id(), new DeclarationPatch.Wanted(route.stage(), route.weight()));
      }
    }
    return wanted.isEmpty() ? "" : DeclarationPatch.diff(directory.sources(), wanted);
  }

  @Override
  public byte[] schema() {
    try (InputStream in = RouteFileReader.class.getResourceAsStream("schema.json")) {
      if (in == null) {
        throw new IllegalStateException("no schema.json on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
