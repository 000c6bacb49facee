package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.ReloadListener;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSink;
import dev.ficus.gateway.route.Violation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of route files, read at start and watched from then on by a thread of its own. What
 * changes on disk and is good comes into force; what is broken, half-written, empty or deleted
 * changes nothing and shows as an error.
 */
public final class RouteDirectory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RouteDirectory.class);

  /**
   * Where and how often to look.
   *
   * @param directory of {@code *.yaml} and {@code *.yml} files; others in it are left alone
   * @param data the gateway's own directory, for the last good versions
   * @param lenient whether a start may fall back to those
   * @param poll how often contents are compared, for mounts that send no events
   * @param settle how long nothing must have moved before a change is read
   */
  public record Options(
      Path directory, Path data, boolean lenient, Duration poll, Duration settle) {

    public static final Duration POLL = Duration.ofSeconds(2);
    public static final Duration SETTLE = Duration.ofMillis(500);

    public Options(Path directory, Path data, boolean lenient) {
      this(directory, data, lenient, POLL, SETTLE);
    }
  }

  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** What is known at one moment. */
  private record Snapshot(
      List<RouteFileStatus> status, List<Violation> warnings, List<SourceText> sources) {}

  private final Options options;
  private final RouteFiles files;
  private final DirectoryChanges changes;
  private final Settling settling;
  private final Thread thread;
  private volatile Snapshot snapshot;
  private volatile boolean closed;

  private RouteDirectory(Options options, RouteFiles files, DirectoryScan first) {
    this.options = options;
    this.files = files;
    this.settling = new Settling(options.settle(), first);
    this.changes = new DirectoryChanges(options.directory());
    this.snapshot = take();
    this.thread = Thread.ofPlatform().daemon().name("route-files").unstarted(this::watch);
  }

  /**
   * Reads the directory, offers what it says and begins to watch.
   *
   * @throws InvalidRoutesException with the full report if a file is invalid, unless lenient and a
   *     last good version exists
   */
  public static RouteDirectory start(
      Options options,
      RouteFileReader reader,
      Function<Collection<RouteFile>, Compilation> compiler,
      RouteSink sink,
      ReloadListener listener,
      Clock clock) {
    Path name =
        Objects.requireNonNullElse(
            options.directory().toAbsolutePath().normalize().getFileName(), Path.of("routes"));
    RouteFiles files =
        new RouteFiles(
            name.toString(), reader, compiler, sink, listener, new LastGood(options.data()), clock);
    DirectoryScan scan = DirectoryScan.of(options.directory());
    files.start(scan, options.lenient());
    RouteDirectory directory = new RouteDirectory(options, files, scan);
    directory.thread.start();
    return directory;
  }

  private void watch() {
    while (!closed) {
      Duration wait = settling.isMoving() ? options.settle().dividedBy(4) : options.poll();
      changes.await(wait);
      if (!closed) {
        look();
      }
    }
  }

  private synchronized void look() {
    try {
      if (settling.isStill(DirectoryScan.glance(options.directory()))) {
        return;
      }
      DirectoryScan scan = DirectoryScan.of(options.directory());
      if (settling.settles(scan, System.nanoTime())) {
        files.change(scan);
        snapshot = take();
      }
    } catch (RuntimeException e) {
      log.error("route files could not be reloaded; what was in force stays", e);
    }
  }

  private Snapshot take() {
    return new Snapshot(files.status(), files.warnings(), files.sources());
  }

  /** Offers again what the sink refused, after what it refused it for has changed. */
  public synchronized void retry() {
    files.retry();
    snapshot = take();
  }

  /** Each file, by name. */
  public List<RouteFileStatus> status() {
    return snapshot.status();
  }

  /** What is right but will surprise, as of the last compilation that came into force. */
  public List<Violation> warnings() {
    return snapshot.warnings();
  }

  /** The text of the versions in force. */
  public List<SourceText> sources() {
    return snapshot.sources();
  }

  /** Of all versions in force, to tell whether two instances hold the same files. */
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    for (RouteFileStatus file : snapshot.status()) {
      all.append(file.name()).append(' ').append(file.fingerprint()).append('\n');
    }
    return RouteFileReader.fingerprint(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Stops watching, and waits a moment for a reload that is under way; what is in force stays. */
  @Override
  public void close() {
    closed = true;
    changes.close();
    try {
      if (!Thread.currentThread().equals(thread) && !thread.join(CLOSE)) {
        log.warn("a reload of the route files is still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
