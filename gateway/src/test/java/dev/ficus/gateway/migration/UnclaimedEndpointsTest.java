package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.migration.UnclaimedEndpoints.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnclaimedEndpointsTest {

  private final UnclaimedEndpoints endpoints = new UnclaimedEndpoints();

  @Test
  void requestsOfOneEndpointAreCountedTogether() {
    for (int i = 0; i < 100; i++) {
      endpoints.seen("GET", "/orders/" + i, 1_000 + i * 100L);
    }
    endpoints.seen("POST", "/orders", 5_000);
    List<Endpoint> taken = new ArrayList<>(endpoints.take());
    taken.sort(Comparator.comparing(Endpoint::path));
    assertThat(taken).hasSize(2);
    assertThat(taken.getFirst()).isEqualTo(new Endpoint("POST", "/orders", 1, 5_000));
    assertThat(taken.getLast().path()).isEqualTo("/orders/{id}");
    assertThat(taken.getLast().requests()).isEqualTo(100);
    assertThat(taken.getLast().lastSeen()).isBetween(9_900L, 10_900L);
    assertThat(endpoints.take()).isEmpty();
  }

  @Test
  void whatIsAskedForOftenStaysAmongALotOfNoise() {
    for (int i = 0; i < 200_000; i++) {
      endpoints.seen("GET", "/catalog", 1);
      endpoints.seen("GET", "/noise-" + word(i), 1);
    }
    List<Endpoint> taken = endpoints.take();
    assertThat(taken).hasSizeLessThanOrEqualTo(4_096);
    assertThat(taken).contains(new Endpoint("GET", "/catalog", 200_000, 1));
  }

  /** Without digits, so that it is no value. */
  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number; rest > 0; rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }

  @Test
  void whatCannotBeToldIsToldLater() {
    List<Endpoint> told = new ArrayList<>();
    boolean[] away = {true};
    EndpointStore store =
        new EndpointStore() {
          @Override
          public void add(List<Endpoint> seen) {
            if (away[0]) {
              throw new StoreUnavailableException("away", false, null);
            }
            told.addAll(seen);
          }

          @Override
          public List<Endpoint> all() {
            return told;
          }
        };
    EndpointSync sync = new EndpointSync(endpoints, store);
    endpoints.seen("GET", "/a", 1);
    assertThatThrownBy(sync::run).isInstanceOf(StoreUnavailableException.class);
    endpoints.seen("GET", "/b", 1);
    away[0] = false;
    sync.run();
    assertThat(told).extracting(Endpoint::path).containsExactlyInAnyOrder("/a", "/b");
    sync.run();
    assertThat(told).hasSize(2);
  }
}
