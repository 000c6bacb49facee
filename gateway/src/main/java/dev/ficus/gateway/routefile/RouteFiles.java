package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.ReloadListener;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSink;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.FileVersions.Version;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which version of each file is in force. One team's mistake does not block another's edit:
 * a changed file with violations stays at its last good version, and the rest is tried again. Used
 * by one thread at a time.
 */
final class RouteFiles {

  private static final Logger log = LoggerFactory.getLogger(RouteFiles.class);

  private final String directoryName;
  private final RouteFileReader reader;
  private final Function<Collection<RouteFile>, Compilation> compiler;
  private final RouteSink sink;
  private final ReloadListener listener;
  private final LastGood lastGood;
  private final Clock clock;
  private final Map<String, FileVersions> files = new TreeMap<>();
  private List<Violation> warnings = List.of();

  RouteFiles(
      String directoryName,
      RouteFileReader reader,
      Function<Collection<RouteFile>, Compilation> compiler,
      RouteSink sink,
      ReloadListener listener,
      LastGood lastGood,
      Clock clock) {
    this.directoryName = directoryName;
    this.reader = reader;
    this.compiler = compiler;
    this.sink = sink;
    this.listener = listener;
    this.lastGood = lastGood;
    this.clock = clock;
  }

  /**
   * Reads all files for the first time; nothing is offered unless all of it is good.
   *
   * @param lenient whether a file that is not falls back to its last good version
   * @throws InvalidRoutesException if a file is invalid and does not fall back
   */
  void start(DirectoryScan scan, boolean lenient) {
    if (scan.error() != null) {
      throw refusal(List.of(new Violation(Position.ofFile(directoryName), scan.error())));
    }
    see(scan);
    List<Violation> wrong = violations();
    if (wrong.isEmpty()) {
      wrong = attempt(candidates());
    }
    if (wrong.isEmpty()) {
      return;
    }
    if (!lenient) {
      throw refusal(wrong);
    }
    files.forEach(this::takeKept);
    boolean taken = settle(true);
    if (!taken || files.values().stream().anyMatch(file -> file.inForce() == null)) {
      throw refusal(wrong);
    }
    report(Set.copyOf(files.keySet()));
  }

  private InvalidRoutesException refusal(List<Violation> violations) {
    return new InvalidRoutesException(violations, ViolationReport.of(violations, this::seenSource));
  }

  private List<Violation> violations() {
    return files.values().stream().flatMap(file -> file.violations().stream()).toList();
  }

  private void takeKept(String fileName, FileVersions file) {
    try {
      byte[] bytes = lastGood.load(fileName);
      if (bytes != null && reader.read(shownName(fileName), bytes) instanceof Reading.Good good) {
        file.accept(new Version(good.file(), good.source(), bytes), clock.instant());
      }
    } catch (IOException e) {
      log.warn("the last good version of {} cannot be read", shownName(fileName), e);
    }
  }

  /** Reads what changed and offers what is good. */
  void change(DirectoryScan scan) {
    Set<String> changed = see(scan);
    settleOrKeep(!moved(candidates()).isEmpty());
    report(changed);
  }

  /** Tries once more what was refused, since what refused it may have changed its mind. */
  void retry() {
    Set<String> waiting = Set.copyOf(candidates().keySet());
    settleOrKeep(false);
    report(waiting);
  }

  /** A fault of whoever takes the routes must show at the files that are not in force for it. */
  private void settleOrKeep(boolean anyway) {
    try {
      settle(anyway);
    } catch (RuntimeException e) {
      log.error("route files could not be taken over; what was in force stays", e);
      for (String name : candidates().keySet()) {
        String message = "could not be taken over (" + e.getClass().getSimpleName() + ")";
        Violation violation = new Violation(Position.ofFile(shownName(name)), message);
        Objects.requireNonNull(files.get(name)).refuse(List.of(violation));
      }
    }
  }

  private Set<String> see(DirectoryScan scan) {
    Set<String> changed = new HashSet<>();
    scan.files()
        .forEach(
            (fileName, content) -> {
              String name = shownName(fileName);
              FileVersions file = files.computeIfAbsent(fileName, n -> new FileVersions(name));
              if (file.sawThis(content.fingerprint())) {
                return;
              }
              changed.add(fileName);
              byte[] bytes = content.bytes();
              if (bytes == null) {
                String why = "cannot be read (" + content.fingerprint() + ")";
                file.seeNothing(why, false, content.fingerprint());
              } else {
                file.see(reader.read(name, bytes), bytes, content.fingerprint());
              }
            });
    files.forEach(
        (fileName, file) -> {
          if (!scan.files().containsKey(fileName) && !file.isDeleted()) {
            changed.add(fileName);
            boolean gone = scan.error() == null;
            String why =
                gone
                    ? "deleted; its last good version stays in force (put it back, with"
                        + " `routes: []` if it is to say nothing)"
                    : "the directory " + scan.error();
            file.seeNothing(why, gone, "");
          }
        });
    return changed;
  }

  private Map<String, Version> candidates() {
    Map<String, Version> candidates = new TreeMap<>();
    files.forEach(
        (name, file) -> {
          if (file.candidate() != null) {
            candidates.put(name, file.candidate());
          }
        });
    return candidates;
  }

  /**
   * Brings as many candidates into force as fit together.
   *
   * @param anyway whether to offer even if there is no candidate
   * @return whether something was taken
   */
  private boolean settle(boolean anyway) {
    Map<String, Version> trial = candidates();
    boolean taken = false;
    while (!trial.isEmpty()) {
      List<Violation> refusal = attempt(trial);
      if (refusal.isEmpty()) {
        return true;
      }
      Set<String> blamed = blamed(trial.keySet(), refusal);
      if (blamed.isEmpty()) {
        taken = oneByOne(trial);
        break;
      }
      for (String name : blamed) {
        refuse(name, refusal);
        trial.remove(name);
      }
    }
    return taken || (anyway && attempt(Map.of()).isEmpty());
  }

  /** Where the violations name none of the changed files, as when one drops what another needs. */
  private boolean oneByOne(Map<String, Version> trial) {
    boolean taken = false;
    for (Map.Entry<String, Version> one : trial.entrySet()) {
      List<Violation> refusal = attempt(Map.of(one.getKey(), one.getValue()));
      taken |= refusal.isEmpty();
      if (!refusal.isEmpty()) {
        refuse(one.getKey(), refusal);
      }
    }
    return taken;
  }

  /** Compiles what is in force with these versions in place, and offers it. */
  private List<Violation> attempt(Map<String, Version> trial) {
    Set<String> moved = moved(trial);
    List<RouteFile> all = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          Version version = trial.getOrDefault(name, file.inForce());
          if (version != null && !moved.contains(name)) {
            all.add(version.file());
          }
        });
    Compilation compilation = compiler.apply(all);
    if (!compilation.violations().isEmpty()) {
      return compilation.violations();
    }
    List<Violation> refusal = sink.offer(compilation, List.copyOf(all));
    if (refusal.isEmpty()) {
      warnings = compilation.warnings();
      accept(trial);
      moved.forEach(this::forget);
      listener.reloaded(List.copyOf(all));
    }
    return refusal;
  }

  /** Deleted files whose every declaration now stands in another one. */
  private Set<String> moved(Map<String, Version> trial) {
    List<RouteFile> others = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          Version version = trial.getOrDefault(name, file.inForce());
          if (version != null && !file.isDeleted()) {
            others.add(version.file());
          }
        });
    Set<String> moved = new HashSet<>();
    files.forEach(
        (name, file) -> {
          if (file.isMovedTo(others)) {
            moved.add(name);
          }
        });
    return moved;
  }

  private void forget(String name) {
    files.remove(name);
    try {
      lastGood.forget(name);
    } catch (IOException e) {
      log.warn("the last good version of {} cannot be deleted", shownName(name), e);
    }
  }

  private Set<String> blamed(Set<String> names, List<Violation> refusal) {
    Set<String> blamed = new HashSet<>();
    for (String name : names) {
      if (!own(name, refusal).isEmpty()) {
        blamed.add(name);
      }
    }
    return blamed;
  }

  private List<Violation> own(String name, List<Violation> violations) {
    String shown = shownName(name);
    return violations.stream().filter(v -> v.where().file().equals(shown)).toList();
  }

  /** With its own violations, or with all of them if none names it. */
  private void refuse(String name, List<Violation> refusal) {
    List<Violation> own = own(name, refusal);
    Objects.requireNonNull(files.get(name)).refuse(own.isEmpty() ? refusal : own);
  }

  private void accept(Map<String, Version> trial) {
    trial.forEach(
        (name, version) -> {
          Objects.requireNonNull(files.get(name)).accept(version, clock.instant());
          try {
            lastGood.save(name, version.bytes());
          } catch (IOException e) {
            log.warn("the last good version of {} cannot be kept", shownName(name), e);
          }
        });
  }

  private void report(Set<String> changed) {
    for (String name : changed) {
      FileVersions file = files.get(name);
      if (file != null && !file.violations().isEmpty()) {
        listener.refused(shownName(name), file.violations());
        log.warn("route file refused\n{}", file.status().report());
      }
    }
  }

  List<RouteFileStatus> status() {
    return files.values().stream().map(FileVersions::status).toList();
  }

  List<Violation> warnings() {
    return warnings;
  }

  /** The text of all versions in force. */
  List<SourceText> sources() {
    return files.values().stream()
        .map(FileVersions::inForce)
        .filter(Objects::nonNull)
        .map(Version::source)
        .toList();
  }

  private @Nullable SourceText seenSource(String shownName) {
    return files.entrySet().stream()
        .filter(entry -> shownName(entry.getKey()).equals(shownName))
        .map(entry -> entry.getValue().seen())
        .findFirst()
        .orElse(null);
  }

  private String shownName(String fileName) {
    return directoryName + "/" + fileName;
  }
}
