package dev.ficus.gateway.boot;

import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.SharedState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who this instance is, and what it says of itself to the fleet. */
final class InstanceIdentity implements SharedState.InstanceReport {

  private final String id = UUID.randomUUID().toString();
  private final String name;
  private final String version;
  private final Instant startedAt;
  private volatile Supplier<String> files = () -> "";

  InstanceIdentity(@Nullable String name, int port, Clock clock) {
    this.name =
        name != null ? name : host() + ":" + (port > 0 ? port : ProcessHandle.current().pid());
    version =
        Objects.requireNonNullElse(
            InstanceIdentity.class.getPackage().getImplementationVersion(), "development");
    startedAt = clock.instant();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Says how to fingerprint the route files, once they are read. */
  void knowsFiles(Supplier<String> fingerprint) {
    files = fingerprint;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  String files() {
    return files.get();
  }

  @Override
  public Instance report(RoutingSnapshot snapshot) {
    return new Instance(
        id,
        name,
        version,
        startedAt,
        snapshot.state().revision(),
        files.get(),
        snapshot.table().routes().size(),
        snapshot.overrides().size(),
        startedAt);
  }
}
