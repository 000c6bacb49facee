package dev.ficus.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of several URLs is asked. */
class UpstreamShareTest {

  private static final int DRAWS = 3_000;
  private static final long NOW = 1_000_000_000_000L;

  private static UpstreamShare share(int places) {
    List<URI> urls =
        IntStream.range(0, places)
            .mapToObj(i -> URI.create("http://127.0.0.1:" + (1 + i)))
            .toList();
    return new UpstreamShare(
        new Upstream(
            "shop",
            urls,
            Timeouts.DEFAULT,
            PoolSpec.DEFAULT,
            null,
            HeaderEdits.NONE,
            null,
            UpstreamSpec.Data.SHARED,
            null));
  }

  private static Set<Place> drawn(UpstreamShare share, long now) {
    Set<Place> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < DRAWS; i++) {
      drawn.add(share.choose(null, now));
    }
    return drawn;
  }

  private static long after(Duration time) {
    return NOW + time.toNanos();
  }

  private static void failThrice(Place place, long now) {
    for (int i = 0; i < 3; i++) {
      place.fails(now);
    }
  }

  @Test
  void ofTwoDrawnTheLessBusyIsAsked() {
    UpstreamShare share = share(3);
    Place busy = share.places().getFirst();
    busy.begun();
    Map<Place, Integer> times = new IdentityHashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      times.merge(share.choose(null, NOW), 1, Integer::sum);
    }
    // Only where it is drawn twice: once in nine, which is 333.
    assertThat(times.get(busy)).isBetween(200, 480);
    busy.ended();
    assertThat(busy.underWay()).isZero();
  }

  @Test
  void threeFailuresInARowRestForLongerAndLonger() {
    UpstreamShare share = share(2);
    Place sick = share.places().getFirst();
    sick.fails(NOW);
    sick.fails(NOW);
    assertThat(drawn(share, NOW)).contains(sick);
    sick.fails(NOW);
    assertThat(drawn(share, after(Duration.ofSeconds(4)))).doesNotContain(sick);
    assertThat(drawn(share, after(Duration.ofSeconds(5)))).contains(sick);
    failThrice(sick, after(Duration.ofSeconds(5)));
    assertThat(drawn(share, after(Duration.ofSeconds(14)))).doesNotContain(sick);
    assertThat(drawn(share, after(Duration.ofSeconds(15)))).contains(sick);
    for (int i = 1; i <= 10; i++) {
      failThrice(sick, after(Duration.ofSeconds(1_000 * i)));
    }
    assertThat(drawn(share, after(Duration.ofSeconds(10_159)))).doesNotContain(sick);
    assertThat(drawn(share, after(Duration.ofSeconds(10_160)))).contains(sick);
  }

  @Test
  void whatWasUnderWayWhenAPlaceWasSetAsideDoesNotCountAgainstItOnceMore() {
    UpstreamShare share = share(2);
    Place restarts = share.places().getFirst();
    for (int i = 0; i < 100; i++) {
      restarts.fails(NOW);
    }
    assertThat(drawn(share, after(Duration.ofSeconds(5)))).contains(restarts);
  }

  @Test
  void anAnswerMakesUpForFailures() {
    UpstreamShare share = share(2);
    Place place = share.places().getFirst();
    place.fails(NOW);
    place.fails(NOW);
    place.works();
    place.fails(NOW);
    assertThat(drawn(share, NOW)).contains(place);
    failThrice(place, NOW);
    place.works();
    assertThat(drawn(share, NOW)).contains(place);
    failThrice(place, NOW);
    assertThat(drawn(share, after(Duration.ofSeconds(5)))).contains(place);
  }

  @Test
  void whereAllRestAnyIsAskedBeforeNone() {
    UpstreamShare share = share(2);
    share.places().forEach(place -> failThrice(place, NOW));
    assertThat(drawn(share, NOW)).hasSize(2);
  }

  @Test
  void whoHasJustFailedIsNotAskedAgainWhereThereIsAnother() {
    UpstreamShare share = share(2);
    Place failed = share.places().getFirst();
    for (int i = 0; i < 100; i++) {
      assertThat(share.choose(failed, NOW)).isNotSameAs(failed);
    }
    failThrice(share.places().getLast(), NOW);
    assertThat(share.choose(failed, NOW)).isSameAs(share.places().getLast());
    assertThat(share(1).choose(null)).isNotNull();
  }
}
