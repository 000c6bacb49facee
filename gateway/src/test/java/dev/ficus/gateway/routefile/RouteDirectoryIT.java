package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.ReloadListener;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.RouteFileStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of route files on a real file system, and what people do to it. */
class RouteDirectoryIT {

  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private final List<List<RouteFile>> offers = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile List<Violation> refusal = List.of();
  private volatile @Nullable RuntimeException fault;
  private @Nullable RouteDirectory directory;

  @BeforeEach
  void routes() throws IOException {
    Files.createDirectory(root.resolve("routes"));
    write("base.yaml", "default: monolith\nupstreams: { monolith: { url: http://legacy } }\n");
  }

  @AfterEach
  void close() {
    if (directory != null) {
      directory.close();
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(root.resolve("routes").resolve(name), text);
  }

  private static String route(String id) {
    return "routes: [ { id: " + id + ", match: /" + id + ", target: monolith } ]\n";
  }

  private RouteDirectory start(boolean lenient, Duration poll) {
    var listener =
        new ReloadListener() {
          @Override
          public void reloaded(List<RouteFile> files) {
            events.add("reloaded");
          }

          @Override
          public void refused(String file, List<Violation> violations) {
            events.add("refused " + file);
          }
        };
    var options =
        new RouteDirectory.Options(
            root.resolve("routes"), root.resolve("data"), lenient, poll, Duration.ofMillis(40));
    directory =
        RouteDirectory.start(
            options,
            new RouteFileReader(Sources.placeholders()),
            RouteCompiler::compile,
            (compiled, files) -> {
              if (fault != null) {
                throw fault;
              }
              if (refusal.isEmpty()) {
                offers.add(files);
              }
              return refusal;
            },
            listener,
            Clock.fixed(NOW, ZoneOffset.UTC));
    return directory;
  }

  private RouteDirectory start() {
    return start(false, Duration.ofMillis(50));
  }

  /** The ids of the routes that were offered last. */
  private List<String> inForce() {
    return offers.getLast().stream()
        .flatMap(file -> file.routes().stream())
        .map(route -> route.id().value())
        .toList();
  }

  private RouteFileStatus status(String name) {
    return Objects.requireNonNull(directory).status().stream()
        .filter(file -> file.name().equals("routes/" + name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no file " + name));
  }

  private void awaitInForce(String... ids) {
    await().untilAsserted(() -> assertThat(inForce()).containsExactly(ids));
  }

  private void awaitState(String name, State state) {
    await().untilAsserted(() -> assertThat(status(name).state()).isEqualTo(state));
  }

  @Test
  void startsWithAllFilesAndLeavesOthersAlone() throws IOException {
    write("a.yaml", route("a"));
    write("b.yml", route("b"));
    write("notes.txt", "not yaml: [");
    write(".hidden.yaml", "not yaml: [");
    start();
    assertThat(inForce()).containsExactly("a", "b");
    assertThat(offers).hasSize(1);
    assertThat(status("a.yaml").state()).isEqualTo(State.GOOD);
    assertThat(status("a.yaml").loadedAt()).isEqualTo(NOW);
    assertThat(status("a.yaml").fingerprint()).isEqualTo(offers.getLast().getFirst().fingerprint());
    assertThat(Objects.requireNonNull(directory).status()).hasSize(3);
  }

  @Test
  void aChangedFileComesIntoForce() throws IOException {
    write("a.yaml", route("a"));
    String before = start().fingerprint();
    write("a.yaml", route("a2"));
    awaitInForce("a2");
    await()
        .untilAsserted(
            () -> assertThat(Objects.requireNonNull(directory).fingerprint()).isNotEqualTo(before));
  }

  @Test
  void aChangeIsSeenWithoutPolling() throws IOException {
    write("a.yaml", route("a"));
    start(false, Duration.ofMinutes(5));
    // The watch begins on the directory's own thread; until then an edit is for the poll to find.
    await()
        .untilAsserted(
            () -> {
              write("a.yaml", route("a2"));
              assertThat(inForce()).containsExactly("a2");
            });
  }

  @Test
  void aNewFileComesIntoForce() throws IOException {
    write("a.yaml", route("a"));
    start();
    write("b.yaml", route("b"));
    awaitInForce("a", "b");
  }

  @Test
  void aDeletedFileKeepsItsLastGoodVersion() throws IOException {
    Path file = write("a.yaml", route("a"));
    start();
    Files.delete(file);
    awaitState("a.yaml", State.DELETED);
    assertThat(inForce()).containsExactly("a");
    assertThat(offers).hasSize(1);
    assertThat(status("a.yaml").report()).contains("routes/a.yaml: deleted");
    assertThat(events).containsExactly("reloaded", "refused routes/a.yaml");
    write("b.yaml", route("b"));
    awaitInForce("a", "b");
    write("a.yaml", "routes: []");
    awaitInForce("b");
  }

  @Test
  void aRenamedFileIsNotMissed() throws IOException {
    Path file = write("a.yaml", route("a"));
    start();
    Files.move(file, root.resolve("routes/z.yaml"));
    awaitState("z.yaml", State.GOOD);
    assertThat(inForce()).containsExactly("a");
    assertThat(Objects.requireNonNull(directory).status())
        .extracting(RouteFileStatus::name)
        .containsExactly("routes/base.yaml", "routes/z.yaml");
  }

  @Test
  void aHalfWrittenFileKeepsItsLastGoodVersionUntilItIsFinished() throws IOException {
    write("a.yaml", route("a"));
    start();
    write("a.yaml", route("a2").substring(0, 30));
    awaitState("a.yaml", State.BROKEN);
    assertThat(inForce()).containsExactly("a");
    write("a.yaml", route("a2"));
    awaitInForce("a2");
    awaitState("a.yaml", State.GOOD);
  }

  @Test
  void anEmptyFileKeepsItsLastGoodVersion() throws IOException {
    write("a.yaml", route("a"));
    start();
    write("a.yaml", "");
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report()).contains("the file is empty");
    assertThat(inForce()).containsExactly("a");
  }

  @Test
  void aBrokenFileThatIsTakenBackIsNotOfferedAgain() throws IOException {
    write("a.yaml", route("a"));
    start();
    write("a.yaml", "stags: []");
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report()).contains("unknown key 'stags'", "  1 | stags: []");
    write("a.yaml", route("a"));
    awaitState("a.yaml", State.GOOD);
    assertThat(offers).hasSize(1);
  }

  @Test
  void anEditorsRenameOverIsSeen() throws IOException {
    write("a.yaml", route("a"));
    start();
    Path swap = write(".a.yaml.swp", route("a2"));
    Files.move(
        swap,
        root.resolve("routes/a.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    awaitInForce("a2");
  }

  /** As a Kubernetes volume does it: the files are links through {@code ..data}. */
  @Test
  void aSwappedLinkIsSeen() throws IOException {
    Path routes = root.resolve("routes");
    Files.createDirectory(routes.resolve("..1"));
    Files.writeString(routes.resolve("..1/a.yaml"), route("a"));
    Files.createDirectory(routes.resolve("..2"));
    Files.writeString(routes.resolve("..2/a.yaml"), route("a2"));
    Files.createSymbolicLink(routes.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(routes.resolve("a.yaml"), Path.of("..data/a.yaml"));
    start();
    assertThat(inForce()).containsExactly("a");
    Files.createSymbolicLink(routes.resolve("..tmp"), Path.of("..2"));
    Files.move(
        routes.resolve("..tmp"),
        routes.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    awaitInForce("a2");
  }

  @Test
  void aLinkToNowhereKeepsTheLastGoodVersion() throws IOException {
    Path real = Files.writeString(root.resolve("real.yaml"), route("a"));
    Files.createSymbolicLink(root.resolve("routes/a.yaml"), real);
    start();
    Files.delete(real);
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report()).contains("cannot be read");
    assertThat(inForce()).containsExactly("a");
  }

  @Test
  void aVanishedDirectoryKeepsEverything() throws IOException {
    write("a.yaml", route("a"));
    start();
    Files.move(root.resolve("routes"), root.resolve("elsewhere"));
    awaitState("a.yaml", State.BROKEN);
    assertThat(inForce()).containsExactly("a");
    Files.move(root.resolve("elsewhere"), root.resolve("routes"));
    awaitState("a.yaml", State.GOOD);
    write("a.yaml", route("a2"));
    awaitInForce("a2");
  }

  @Test
  void oneTeamsMistakeDoesNotBlockAnothersEdit() throws IOException {
    write("a.yaml", route("a"));
    write("b.yaml", route("b"));
    start();
    write("a.yaml", route("a2").replace("monolith", "nowhere"));
    write("b.yaml", route("b2"));
    awaitInForce("a", "b2");
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report()).contains("unknown upstream 'nowhere'");
    assertThat(status("b.yaml").state()).isEqualTo(State.GOOD);
  }

  @Test
  void anEditThatBreaksAnotherFileIsRefusedAndTheRestTaken() throws IOException {
    write("shared.yaml", "upstreams: { shared: { url: http://shared } }");
    write("a.yaml", route("a").replace("monolith", "shared"));
    write("b.yaml", route("b"));
    start();
    write("shared.yaml", "upstreams: {}");
    write("b.yaml", route("b2"));
    awaitInForce("a", "b2");
    awaitState("shared.yaml", State.BROKEN);
    assertThat(status("shared.yaml").report()).contains("unknown upstream 'shared'");
  }

  @Test
  void anEditThatWaitsForAnotherFileComesIntoForceWithIt() throws IOException {
    write("a.yaml", route("a"));
    start();
    write("a.yaml", route("a2").replace("monolith", "later"));
    awaitState("a.yaml", State.BROKEN);
    write("later.yaml", "upstreams: { later: { url: http://later } }");
    awaitInForce("a2");
    awaitState("a.yaml", State.GOOD);
  }

  @Test
  void whatTheSinkRefusesStaysOutUntilItIsTriedAgain() throws IOException {
    write("a.yaml", route("a"));
    RouteDirectory started = start();
    refusal =
        List.of(
            new Violation(new Position("routes/a.yaml", 1, 11), 2, "route 'a' is live; say so"));
    write("a.yaml", route("a2"));
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report()).contains("route 'a' is live; say so");
    assertThat(inForce()).containsExactly("a");
    refusal = List.of();
    started.retry();
    assertThat(inForce()).containsExactly("a2");
    assertThat(status("a.yaml").state()).isEqualTo(State.GOOD);
  }

  @Test
  void aFaultOfTheSinkShowsAndDoesNotStopTheWatch() throws IOException {
    write("a.yaml", route("a"));
    start();
    fault = new IllegalStateException("hunter2");
    write("a.yaml", route("a2"));
    awaitState("a.yaml", State.BROKEN);
    assertThat(status("a.yaml").report())
        .isEqualTo("routes/a.yaml: could not be taken over (IllegalStateException)");
    fault = null;
    write("b.yaml", route("b"));
    awaitInForce("a2", "b");
    awaitState("a.yaml", State.GOOD);
  }

  @Test
  void refusesToStartWithTheFullReport() throws IOException {
    write("a.yaml", "stags: []");
    write("b.yaml", "routes: {}");
    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            InvalidRoutesException.class, e -> assertThat(e.violations()).hasSize(2))
        .hasMessageContaining("routes/a.yaml:1:1: unknown key 'stags'")
        .hasMessageContaining("  1 | stags: []\n    | ^^^^^")
        .hasMessageContaining("routes/b.yaml:1:9: routes: expected a list");
    assertThat(offers).isEmpty();
  }

  @Test
  void refusesToStartWithFilesThatDoNotFitTogether() throws IOException {
    write("a.yaml", route("a").replace("monolith", "nowhere"));
    assertThatThrownBy(this::start).hasMessageContaining("unknown upstream 'nowhere'");
    assertThat(offers).isEmpty();
  }

  @Test
  void refusesToStartWithoutADirectory() throws IOException {
    Files.delete(root.resolve("routes/base.yaml"));
    Files.delete(root.resolve("routes"));
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidRoutesException.class)
        .hasMessage("routes: cannot be listed (NoSuchFileException)");
  }

  @Test
  void aLenientStartTakesTheLastGoodVersion() throws IOException {
    write("a.yaml", route("a"));
    start().close();
    write("a.yaml", "stags: []");
    write("b.yaml", route("b"));
    start(true, Duration.ofMillis(50));
    assertThat(inForce()).containsExactly("a", "b");
    assertThat(status("a.yaml").state()).isEqualTo(State.BROKEN);
    assertThat(status("b.yaml").state()).isEqualTo(State.GOOD);
    write("a.yaml", route("a2"));
    awaitInForce("a2", "b");
  }

  @Test
  void aLenientStartTakesTheLastGoodVersionOfWhatOthersNeed() throws IOException {
    write("a.yaml", route("a").replace("monolith", "shared"));
    write("shared.yaml", "upstreams: { shared: { url: http://shared } }");
    start().close();
    write("shared.yaml", "upstreams: {}");
    start(true, Duration.ofMillis(50));
    assertThat(inForce()).containsExactly("a");
    assertThat(status("shared.yaml").state()).isEqualTo(State.BROKEN);
  }

  @Test
  void aLenientStartWithoutALastGoodVersionIsRefused() throws IOException {
    write("a.yaml", "stags: []");
    assertThatThrownBy(() -> start(true, Duration.ofMillis(50)))
        .isInstanceOf(InvalidRoutesException.class)
        .hasMessageContaining("stags");
  }

  @Test
  void keepsLastGoodVersionsForItsOwnerOnlyAndUnresolved() throws IOException {
    String text = "upstreams: { a: { url: http://a, headers: { set: { X-A: '${SECRET}' } } } }";
    write("a.yaml", text);
    start();
    Path kept = root.resolve("data/routes-last-good/a.yaml");
    assertThat(kept).hasContent(text);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void nothingIsReadAfterClose() throws IOException {
    write("a.yaml", route("a"));
    RouteDirectory closed = start();
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("route-files") && t.isAlive())
            .findFirst()
            .orElseThrow();
    closed.close();
    await().until(() -> !thread.isAlive());
  }
}
