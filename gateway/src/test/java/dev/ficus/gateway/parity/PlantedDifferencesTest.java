package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteFileReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.api.Test;

/**
 * Pairs of upstreams with a known difference and twenty known noises: every difference is reported
 * at its path, and no noise is. The whole trial is {@code -Dficus.requests=2000}.
 */
class PlantedDifferencesTest {

  private static final int REQUESTS = Integer.getInteger("ficus.requests", 400);

  /** Every so many requests go to legacy twice: 400 of them meet a noise of one in twenty, surely. */
  private static final int NOISE = Math.max(1, REQUESTS / 400);

  private static final int SYNC = 100;
  private static final int VARIANTS = 40;
  private static final AnswerPair.Asked ASKED = new AnswerPair.Asked("GET", "h", "/o/1", "/o/1");

  private static final String ROUTES =
      """
      upstreams: { m: { url: http://m }, t: { url: http://t } }
      routes:
        - id: order
          match: GET /o/{id}
          legacy: m
          target: t
          stage: shadow
          shadow: { noise: { sample: 20%, maxRate: off }, compare: { headers: [ X-Total ] } }
      """;

  @Test
  void everyDifferenceIsReportedAtItsPathAndNoNoiseIs() {
    List<PlantedPair> pairs = PlantedPair.all();
    assertThat(pairs.stream().filter(p -> !p.path().isEmpty()).count()).isGreaterThan(250);
    assertThat(Noises.PATHS).hasSize(20);
    List<String> wrong =
        pairs.parallelStream().map(PlantedDifferencesTest::wrong).filter(Objects::nonNull).toList();
    assertThat(wrong).isEmpty();
  }

  /** What is wrong with what was reported, or null. */
  private static String wrong(PlantedPair pair) {
    Evidence evidence = new Trial(pair).evidence();
    Set<String> reported = new TreeSet<>();
    evidence.mismatchedPaths().forEach(path -> reported.add(path.getKey()));
    Set<String> expected = pair.path().isEmpty() ? Set.of() : Set.of(pair.path());
    boolean counted =
        evidence.mismatches().equals(new Proportion(expected.size() * REQUESTS, REQUESTS));
    // A body that is not read as JSON has no noise at any place but as a whole.
    boolean noiseKnown = Noises.PATHS.containsAll(evidence.noisyPaths());
    return reported.equals(expected) && counted && noiseKnown
        ? null
        : pair
            + " at "
            + expected
            + ": reported "
            + reported
            + ", "
            + evidence.mismatches()
            + ", noisy "
            + evidence.noisyPaths();
  }

  /** One pair of upstreams under its requests. */
  private static final class Trial {

    private final Observations observations =
        new Observations(new Decoding(BrotliInputStream::new, 1 << 20), 1 << 20);
    private final MemoryEvidence store = new MemoryEvidence();
    private final SampleBook samples = new SampleBook(Clock.systemUTC());
    private final ComparisonQueue queue = new ComparisonQueue(samples);
    private final EvidenceSync sync = new EvidenceSync(observations, store, samples);
    private final PlantedPair planted;
    private final Observation observation;

    Trial(PlantedPair planted) {
      this.planted = planted;
      Reading reading =
          new RouteFileReader(Placeholders.ofProcess())
              .read("routes/test.yaml", ROUTES.getBytes(StandardCharsets.UTF_8));
      Compilation compiled = RouteCompiler.compile(List.of(((Reading.Good) reading).file()));
      Routing routing = new Routing();
      routing.apply(Objects.requireNonNull(compiled.table()));
      observations.follow(routing.snapshot());
      observation = Objects.requireNonNull(observations.of("order"));
    }

    Evidence evidence() {
      SplittableRandom random = new SplittableRandom(planted.name().hashCode());
      Answer[] legacy = new Answer[VARIANTS];
      Answer[] target = new Answer[VARIANTS];
      for (int i = 0; i < VARIANTS; i++) {
        // Both sides are noisy in the same way.
        String document = Noises.in(Planted.ORIGINAL, random);
        legacy[i] = planted.legacy().answer(document).captured();
        target[i] = planted.target().answer(document).captured();
      }
      for (int i = 0; i < REQUESTS; i++) {
        Answer primary = legacy[random.nextInt(VARIANTS)];
        compare(false, primary, target[random.nextInt(VARIANTS)]);
        if (i % NOISE == 0) {
          compare(true, primary, legacy[random.nextInt(VARIANTS)]);
        }
        if (i % SYNC == SYNC - 1) {
          sync.run();
        }
      }
      return EvidenceFields.read(store, observation.key());
    }

    private void compare(boolean noise, Answer primary, Answer shadow) {
      AnswerPair pair = new AnswerPair(observation, queue, Side.LEGACY, noise, ASKED);
      pair.primary(primary);
      pair.shadow(shadow);
      queue.compareNext();
    }
  }
}
