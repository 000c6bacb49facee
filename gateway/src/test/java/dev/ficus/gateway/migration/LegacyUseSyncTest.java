package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Two instances and what they tell each other of legacy, without a network. */
class LegacyUseSyncTest {

  private static final RouteTable TABLE =
      Fixtures.table(
          Fixtures.file(
              List.of(
                  Fixtures.route("r", Fixtures.match("/r"), new Fixtures.Settings().build()),
                  Fixtures.route("s", Fixtures.match("/s"), new Fixtures.Settings().build()))));

  private final Shelf store = new Shelf();
  private final Routing one = routing();
  private final Routing two = routing();
  private final LegacyUseSync syncOfOne = new LegacyUseSync(one, store);
  private final LegacyUseSync syncOfTwo = new LegacyUseSync(two, store);

  private static Routing routing() {
    Routing routing = new Routing();
    routing.apply(TABLE);
    return routing;
  }

  private static RouteCounts r(Routing routing) {
    return Objects.requireNonNull(routing.snapshot().active("r")).counts();
  }

  /** Keeps what it is told, and remembers each time. */
  private static final class Shelf implements LegacyUseStore {
    final Map<String, LegacyUse> kept = new HashMap<>();
    final List<Map<String, LegacyUse>> told = new ArrayList<>();
    boolean away;

    @Override
    public void raise(Map<String, LegacyUse> uses) {
      ask();
      told.add(uses);
      uses.forEach((route, use) -> kept.merge(route, use, LegacyUse::orLater));
    }

    @Override
    public Map<String, LegacyUse> all() {
      ask();
      return Map.copyOf(kept);
    }

    private void ask() {
      if (away) {
        throw new StoreUnavailableException("away", false, null);
      }
    }
  }

  /** As long as it may take until something is heard of. */
  private static void rounds(LegacyUseSync sync) {
    for (int i = 0; i < 10; i++) {
      sync.run();
    }
  }

  @Test
  void whatOneHasSeenTheOtherHears() {
    r(one).answered(Side.LEGACY, 200, 1, 50_000);
    r(one).fellBack(40_000);
    rounds(syncOfOne);
    rounds(syncOfTwo);
    assertThat(r(two).legacyUse()).isEqualTo(new LegacyUse(50_000, 40_000));
    assertThat(r(two).legacy()).as("counts stay each instance's own").isZero();
    assertThat(r(two).fallbacks()).isZero();
  }

  @Test
  void onlyWhatIsNewIsTold() {
    rounds(syncOfOne);
    assertThat(store.told).isEmpty();
    r(one).answered(Side.LEGACY, 200, 1, 50_000);
    rounds(syncOfOne);
    rounds(syncOfTwo);
    assertThat(store.told).containsExactly(Map.of("r", new LegacyUse(50_000, 0)));
  }

  @Test
  void theLaterMomentStays() {
    r(one).answered(Side.LEGACY, 200, 1, 50_000);
    r(two).answered(Side.LEGACY, 200, 1, 20_000);
    r(two).fellBack(20_000);
    rounds(syncOfOne);
    rounds(syncOfTwo);
    rounds(syncOfOne);
    assertThat(r(one).legacyUse()).isEqualTo(new LegacyUse(50_000, 20_000));
    assertThat(r(two).legacyUse()).isEqualTo(new LegacyUse(50_000, 20_000));
  }

  @Test
  void whatCannotBeToldIsToldLater() {
    r(one).answered(Side.LEGACY, 200, 1, 50_000);
    store.away = true;
    assertThatThrownBy(syncOfOne::run).isInstanceOf(StoreUnavailableException.class);
    assertThat(r(one).legacyUse().answeredAt()).isEqualTo(50_000);
    store.away = false;
    syncOfOne.run();
    assertThat(store.kept).containsEntry("r", new LegacyUse(50_000, 0));
  }

  @Test
  void aStoreThatLostItIsFilledAgainByWhoeverKnows() {
    r(one).answered(Side.LEGACY, 200, 1, 50_000);
    rounds(syncOfOne);
    rounds(syncOfTwo);
    store.kept.clear();
    rounds(syncOfTwo);
    assertThat(store.kept).containsEntry("r", new LegacyUse(50_000, 0));
  }
}
