package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The versions of one route file: the one in force, and the one that was last seen on disk. */
final class FileVersions {

  /** A version that was read well. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Version(RouteFile file, SourceText source, byte[] bytes) {}

  private final String name;
  private @Nullable Version inForce;
  private @Nullable Instant loadedAt;
  private @Nullable Version candidate;
  private List<Violation> violations = List.of();
  private SourceText seen;
  private boolean deleted;
  private String fingerprint = "";

  /**
   * @param name as violations show it
   */
  FileVersions(String name) {
    this.name = name;
    this.seen = new SourceText(name, "");
  }

  /** Takes note of what is on disk now. */
  void see(Reading reading, byte[] bytes, String fingerprintSeen) {
    deleted = false;
    fingerprint = fingerprintSeen;
    seen = reading.source();
    switch (reading) {
      case Reading.Good good -> {
        boolean same =
            inForce != null && inForce.file().fingerprint().equals(good.file().fingerprint());
        candidate = same ? null : new Version(good.file(), good.source(), bytes);
        violations = List.of();
      }
      case Reading.Bad bad -> {
        candidate = null;
        violations = bad.violations();
      }
    }
  }

  /** Takes note that it cannot be had. */
  void seeNothing(String why, boolean gone, String fingerprintSeen) {
    deleted = gone;
    fingerprint = fingerprintSeen;
    seen = new SourceText(name, "");
    candidate = null;
    violations = List.of(new Violation(Position.ofFile(name), why));
  }

  boolean sawThis(String fingerprintSeen) {
    return fingerprint.equals(fingerprintSeen);
  }

  /** A good version that is not in force yet, or null. */
  @Nullable Version candidate() {
    return candidate;
  }

  @Nullable Version inForce() {
    return inForce;
  }

  SourceText seen() {
    return seen;
  }

  boolean isDeleted() {
    return deleted;
  }

  List<Violation> violations() {
    return violations;
  }

  void refuse(List<Violation> why) {
    violations = List.copyOf(why);
  }

  void accept(Version version, Instant now) {
    inForce = version;
    loadedAt = now;
    if (version.equals(candidate)) {
      candidate = null;
      violations = List.of();
    }
  }

  RouteFileStatus status() {
    RouteFileStatus.State state =
        deleted
            ? RouteFileStatus.State.DELETED
            : violations.isEmpty() ? RouteFileStatus.State.GOOD : RouteFileStatus.State.BROKEN;
    return new RouteFileStatus(
        name,
        state,
        inForce == null ? null : inForce.file().fingerprint(),
        loadedAt,
        violations,
        ViolationReport.of(violations, file -> file.equals(name) ? seen : null));
  }

  /**
   * Whether other files now say everything that this one, deleted, said: it was renamed or split.
   */
  boolean isMovedTo(List<RouteFile> others) {
    if (!deleted || inForce == null) {
      return deleted;
    }
    Set<String> names = new HashSet<>();
    others.forEach(file -> names.addAll(declared(file)));
    return names.containsAll(declared(inForce.file()));
  }

  private static Set<String> declared(RouteFile file) {
    Set<String> names = new HashSet<>();
    file.upstreams().forEach(upstream -> names.add("upstream " + upstream.name()));
    file.groups().forEach(group -> names.add("group " + group.name().value()));
    file.routes().forEach(route -> names.add("route " + route.id().value()));
    file.receivers().forEach(receiver -> names.add("receiver " + receiver.name().value()));
    file.removed().stream().map(Located::value).forEach(id -> names.add("removed " + id));
    if (file.defaultUpstream() != null) {
      names.add("default");
    }
    return names;
  }
}
