package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureLedger.Entry;
import dev.ficus.gateway.circuit.FailureListing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisFailureLedgerIT {

  private static final String STREAM = "ficus:{test}:failures";

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private RedisFailureLedger ledger;

  @BeforeEach
  void connect() {
    ledger = new RedisFailureLedger(REDIS.link(), "test");
  }

  private static FailedRequest failed(@Nullable String route, String upstream, String path) {
    return new FailedRequest(
        Instant.EPOCH,
        route,
        upstream,
        "GET",
        path,
        "response-timeout",
        504,
        Duration.ofNanos(1_234_567_000),
        route == null ? null : "4bf92f3577b34da6a3ce929d0e0e4736",
        "gw-1:8080");
  }

  private static Entry entry(FailedRequest request, Duration age) {
    return new Entry(request, age);
  }

  private static Instant redisTime() throws IOException {
    return Instant.ofEpochSecond(Long.parseLong(REDIS.ask("TIME").getFirst()));
  }

  @Test
  void whatIsWrittenIsReadNewestFirstByRedisTime() throws IOException {
    FailedRequest first = failed("a", "orders", "/a/\u00fc\"");
    FailedRequest second = failed(null, "monolith", "/");
    ledger.append(
        List.of(entry(first, Duration.ofMinutes(1)), entry(second, Duration.ofMillis(3))));

    FailureListing listing = ledger.read(FailureFilter.ALL, 10);
    assertThat(listing.matching()).isEqualTo(2);
    assertThat(listing.requests())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(second, first);
    assertThat(listing.requests().get(0).at())
        .isCloseTo(redisTime(), within(3, ChronoUnit.SECONDS));
    assertThat(listing.requests().get(1).at())
        .isCloseTo(redisTime().minusSeconds(60), within(3, ChronoUnit.SECONDS));
  }

  @Test
  void listedAndCountedByUpstreamRouteAndTime() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      String upstream = i % 5 == 0 ? "search" : "orders";
      Duration age = i < 1_000 ? Duration.ofHours(2) : Duration.ZERO;
      entries.add(entry(failed("route-" + i % 2, upstream, "/" + i), age));
    }
    ledger.append(entries);

    FailureListing search = ledger.read(new FailureFilter("search", null, null), 7);
    assertThat(search.matching()).isEqualTo(500);
    assertThat(search.requests())
        .extracting(FailedRequest::path)
        .containsExactly("/2495", "/2490", "/2485", "/2480", "/2475", "/2470", "/2465");
    assertThat(ledger.read(new FailureFilter("orders", "route-1", null), 0).matching())
        .isEqualTo(1_000);
    Instant anHourAgo = redisTime().minusSeconds(3_600);
    assertThat(ledger.read(new FailureFilter(null, null, anHourAgo), 0).matching())
        .isEqualTo(1_500);
    Instant soon = redisTime().plusSeconds(60);
    assertThat(ledger.read(new FailureFilter(null, null, soon), 10))
        .isEqualTo(new FailureListing(List.of(), 0));
    assertThat(ledger.read(new FailureFilter("nobody", null, null), 10).matching()).isZero();
  }

  @Test
  void oldestAreLetGoWhenTheyAreTooMany() throws IOException {
    for (int batch = 0; batch < 60; batch++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        entries.add(entry(failed("a", "orders", "/" + batch + "/" + i), Duration.ZERO));
      }
      ledger.append(entries);
    }
    assertThat(Long.parseLong(REDIS.ask("XLEN", STREAM).getFirst()))
        .isBetween((long) RedisFailureLedger.CAPACITY, RedisFailureLedger.CAPACITY + 100L);
    assertThat(ledger.read(FailureFilter.ALL, 1).requests().getFirst().path()).isEqualTo("/59/199");
  }

  @Test
  void oldestAreLetGoWhenTheirTimeIsOver() throws IOException {
    // Redis trims whole nodes of a hundred entries.
    for (int i = 1; i <= 200; i++) {
      REDIS.ask("XADD", STREAM, i + "-0", "failed", "{}");
    }
    ledger.append(List.of(entry(failed("a", "orders", "/"), Duration.ZERO)));
    assertThat(REDIS.ask("XLEN", STREAM)).containsExactly("1");
    assertThat(Long.parseLong(REDIS.ask("PTTL", STREAM).getFirst()))
        .isBetween(1L, RedisFailureLedger.KEPT.toMillis());
  }
}
