package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteFileReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When evidence begins anew, and how much of a route is copied. */
class ObservationsTest {

  private static final String ROUTES =
      """
      upstreams:
        m: { url: http://m }
        t: { url: http://t, versionHeader: X-Build, responseTimeout: 5s }
        u: { url: http://u }
      routes:
        - id: order
          match: GET /o/{id}
          legacy: m
          target: t
          stage: shadow
          shadow: { maxConcurrent: 2, maxBody: 1KiB, compare: { ignore: [ /at ] } }
      """;

  private final MemoryEvidence store = new MemoryEvidence();
  private final SampleBook samples = new SampleBook(Clock.systemUTC());
  private final ComparisonQueue queue = new ComparisonQueue(samples);
  private final Observations observations =
      new Observations(new Decoding(coded -> coded, 1 << 20), 5 * 3 * 1024);
  private final EvidenceSync sync = new EvidenceSync(observations, store, samples);
  private final Routing routing = new Routing();

  @BeforeEach
  void read() {
    use(ROUTES);
  }

  private static Compilation compile(String yaml) {
    Reading reading =
        new RouteFileReader(Placeholders.ofProcess())
            .read("routes/test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    return RouteCompiler.compile(List.of(((Reading.Good) reading).file()));
  }

  private void use(String yaml) {
    routing.apply(Objects.requireNonNull(compile(yaml).table()));
    observations.follow(routing.snapshot());
  }

  private Observation order() {
    return Objects.requireNonNull(observations.of("order"));
  }

  private EvidenceKey keyWith(String from, String to) {
    assertThat(ROUTES).contains(from);
    use(ROUTES.replace(from, to));
    return order().key();
  }

  @Test
  void evidenceIsAboutOneTargetAndOneSetOfRules() {
    EvidenceKey before = order().key();
    assertThat(keyWith("responseTimeout: 5s", "responseTimeout: 6s")).isEqualTo(before);
    assertThat(keyWith("maxConcurrent: 2", "maxConcurrent: 3")).isEqualTo(before);
    assertThat(keyWith("target: t", "target: u")).isNotEqualTo(before);
    assertThat(keyWith("url: http://t", "url: http://t2")).isNotEqualTo(before);
    assertThat(keyWith("ignore: [ /at ]", "ignore: [ /at, /by ]")).isNotEqualTo(before);
    assertThat(keyWith("ignore: [ /at ]", "ignore: [ /at ], unordered: [ /x ]"))
        .isNotEqualTo(before);
    assertThat(keyWith("ignore: [ /at ]", "ignore: [ /at ], tolerance: { /x: 1 }"))
        .isNotEqualTo(before);
    assertThat(keyWith("ignore: [ /at ]", "ignore: [ /at ], headers: [ X-A ]"))
        .isNotEqualTo(before);
    assertThat(keyWith("target: t", "target: t")).isEqualTo(before);
  }

  @Test
  void evidenceIsAboutOneBuild() {
    compare("b1");
    assertThat(compared()).isZero();
    sync.run();
    compare("b1");
    compare("b1");
    sync.run();
    assertThat(compared()).isEqualTo(2);
    assertThat(order().key().build()).isEqualTo("b1");
    // Another instance has met the next build; what the old one answers still is dropped.
    store.builds("order", "b2");
    sync.run();
    compare("b1");
    compare("b2");
    assertThat(order().counters().drain()).containsEntry("dropped:other-build", 1L);
    assertThat(order().key().build()).isEqualTo("b2");
  }

  /** Without copies nothing is compared, and still it is another build that answers. */
  @Test
  void callsOfAnotherBuildAreNotCountedEither() {
    call("b1");
    assertThat(order().counters().drain()).isEmpty();
    sync.run();
    call("b1");
    call("b2");
    assertThat(targetCalls()).isEqualTo(1);
    sync.run();
    assertThat(order().key().build()).isEqualTo("b2");
    call("b".repeat(1_000));
    sync.run();
    assertThat(order().key().build()).hasSize(100);
  }

  private void call(String build) {
    ObservedCall call = Objects.requireNonNull(order().call(Side.TARGET, true));
    call.answered(200, false, build, 1_000_000);
    call.ended();
  }

  private long targetCalls() {
    Map<String, Long> counts = order().counters().drain();
    return counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith("target:"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void anAnswerThatBreaksOffHasFailedHoweverGoodItsHeadWas() {
    ObservedCall call = Objects.requireNonNull(order().call(Side.LEGACY, true));
    call.answered(200, false, null, 1_000_000);
    assertThat(order().counters().drain()).isEmpty();
    call.failed();
    call.ended();
    assertThat(order().counters().drain()).containsExactly(Map.entry("legacy:errors", 1L));
  }

  /** Reads take a millisecond, writes take half a second: such sides cannot be compared. */
  @Test
  void whileTheTargetGetsCopiesOnlyBothAreMeasuredByTheSameRequests() {
    use(ROUTES.replace("match: GET /o/{id}", "match: /o/{id}"));
    assertThat(order().call(Side.LEGACY, false)).isNull();
    assertThat(order().call(Side.LEGACY, true)).isNotNull();
    assertThat(order().copy(Side.TARGET)).isNotNull();
    assertThat(order().showsLegacyWhole()).isFalse();
    use(
        ROUTES
            .replace("match: GET /o/{id}", "match: /o/{id}")
            .replace("stage: shadow", "stage: canary\n    canary: { weight: 10%, stickyBy: client-ip }"));
    assertThat(order().call(Side.LEGACY, false)).isNotNull();
    assertThat(order().copy(Side.TARGET)).as("the lot decides").isNull();
    assertThat(order().showsLegacyWhole()).isTrue();
  }

  private void compare(String build) {
    Answer answer = new Answer(200, Map.of("x-build", build), new byte[0]);
    AnswerPair pair =
        new AnswerPair(
            order(), queue, Side.LEGACY, false, new AnswerPair.Asked("GET", "h", "/", "/"));
    pair.primary(answer);
    pair.shadow(answer);
    assertThat(queue.compareNext()).isTrue();
  }

  private long compared() {
    return store.read(order().key()).counts().getOrDefault("compared", 0L);
  }

  @Test
  void copiesHaveAnEndForEachRouteAndForAllTogether() {
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    assertThat(order().copyFor(Side.LEGACY, true)).isNull();
    order().copyEnded();
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    assertThat(order().copyFor(Side.LEGACY, false)).isNull();
    assertThat(order().counters().drain()).containsOnly(Map.entry("dropped:concurrent", 1L));

    order().copyEnded();
    order().copyEnded();
    use(ROUTES.replace("maxConcurrent: 2", "maxConcurrent: 100"));
    int copies = 0;
    while (order().copyFor(Side.LEGACY, true) != null) {
      copies++;
    }
    // Each may need three bodies.
    assertThat(copies).isEqualTo(5);
    order().copyEnded();
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
  }

  /**
   * A few failures cost nothing; a target that always fails is asked as often as may be at once.
   */
  @Test
  void thePlacesOfFailedCopiesComeBackOneAfterTheOther() {
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    order().copyFailed();
    order().copyFailed();
    assertThat(order().copyFor(Side.LEGACY, true)).isNotNull();
    assertThat(order().copyFor(Side.LEGACY, true)).isNull();
    await().atMost(Duration.ofSeconds(5)).until(() -> order().copyFor(Side.LEGACY, true) != null);
    assertThat(order().copyFor(Side.LEGACY, true)).isNull();
  }

  @Test
  void nothingSecretLeavesTheMemory() {
    use(ROUTES.replace("ignore: [ /at ]", "headers: [ Set-Cookie, X-Api-Key ]"));
    Map<String, String> legacy =
        Map.of("set-cookie", "s3cret", "x-api-key", "s3cret", "location", "/a?token=s3cret&b=1");
    AnswerPair pair =
        new AnswerPair(
            order(),
            queue,
            Side.LEGACY,
            false,
            new AnswerPair.Asked("GET", "h", "/o/1?password=s3cret", "/v2/1?sig=s3cret&x='"));
    pair.primary(new Answer(200, legacy, new byte[0]));
    pair.shadow(new Answer(200, Map.of(), new byte[0]));
    assertThat(queue.compareNext()).isTrue();
    sync.run();
    List<DifferenceSample> kept = store.samples(order().key());
    assertThat(kept).hasSize(3);
    assertThat(kept.toString()).doesNotContain("s3cret").contains("/a?token=[redacted]&b=1");
    assertThat(kept.getFirst().askTarget())
        .isEqualTo("curl -i -H 'Host: h' 'http://t/v2/1?sig=[redacted]&x='\\'''");
  }

  @Test
  void noAnswerEndsTheThreadThatCompares() {
    Observations odd =
        new Observations(
            new Decoding(
                _ -> {
                  throw new StackOverflowError();
                },
                1 << 20),
            1 << 20);
    odd.follow(routing.snapshot());
    Observation its = Objects.requireNonNull(odd.of("order"));
    Answer answer = new Answer(200, Map.of("content-encoding", "br"), new byte[] {1});
    AnswerPair pair =
        new AnswerPair(its, queue, Side.LEGACY, false, new AnswerPair.Asked("GET", "h", "/", "/"));
    pair.primary(answer);
    pair.shadow(answer);
    assertThat(queue.compareNext()).isTrue();
    assertThat(its.counters().drain()).containsEntry("dropped:not-compared", 1L);
  }

  @Test
  void copiesOfWritesNeedDataOfTheirOwn() {
    String writes = ROUTES.replace("maxConcurrent: 2", "writes: true").replace("GET ", "POST ");
    assertThat(compile(writes).violations())
        .singleElement()
        .asString()
        .contains("shadow with writes: true would do every write twice on shared data");
    String apart = writes.replace("url: http://t,", "url: http://t, data: separate,");
    assertThat(compile(apart).violations()).isEmpty();
  }
}
