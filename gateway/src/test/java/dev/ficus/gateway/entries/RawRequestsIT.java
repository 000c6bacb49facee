package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.entries.RawRequests.Other;
import dev.ficus.gateway.entries.RawRequests.Row;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What reaches an upstream of each raw request, and what its client gets. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawRequestsIT {

  private static final List<String> NEVER_FORWARDED =
      List.of(
          "connection:",
          "keep-alive:",
          "x-hop:",
          "proxy-connection:",
          "upgrade:",
          "http2-settings:",
          "ficus-shadow:",
          "x-forwarded-user:");

  @Parameter private Entry entryUnderTest;
  private RawUpstream upstream;
  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    upstream = RawUpstream.answering("seen");
    entry =
        TestEntry.start(
            kind,
            "default: monolith\nupstreams: { monolith: { url: \"%s\", pool: { maxIdle: 1s } } }\nroutes: []\n"
                .formatted(upstream.url()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.awaitNothingOpen();
    entry.close();
    upstream.close();
  }

  static List<Row> rows() {
    return RawRequests.all();
  }

  @Test
  void thereAreEnoughOfThem() {
    assertThat(rows()).hasSizeGreaterThan(250);
    assertThat(rows()).extracting(Row::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void requestIsForwardedAsItCameOrNotAtAll(Row row) throws Exception {
    upstream.forget();
    Other other = entryUnderTest == Entry.RELAY ? Other.SAME : row.other();
    try (RawClient client = entry.connect()) {
      client.write(row.request());
      // Whoever is refused is also hung up on.
      boolean closes = other == Other.SAME && row.isRefused();
      String answer = closes ? client.rest() : client.until("\r\n\r\n");
      int status = statusOf(answer);
      switch (other) {
        case SAME -> {
          assertThat(status).as("%s: %s", row, answer).isEqualTo(row.status());
          if (row.isRefused()) {
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
            assertNothingForwarded(row);
          } else {
            assertForwarded(row, upstream.onlyRequest());
          }
        }
        case REFUSES -> {
          assertThat(status).as("%s: %s", row, answer).isEqualTo(400);
          assertThat(upstream.heads()).isEmpty();
        }
        case ALTERS -> assertThat(forwarded(row)).isFalse();
      }
    }
  }

  private void assertNothingForwarded(Row row) {
    if (entryUnderTest == Entry.SPRING_CLOUD && row.isRefusedInBody()) {
      // Its head has gone on by then.
      assertThat(upstream.requests()).isEmpty();
      return;
    }
    // What may have been sent has come in once the upstream has the connections that Ficus has.
    Awaitility.await()
        .until(
            () ->
                entryUnderTest == Entry.SPRING_CLOUD
                    || upstream.serving() == entry.relay().upstreamCount());
    assertThat(upstream.heads()).isEmpty();
  }

  private boolean forwarded(Row row) {
    try {
      assertForwarded(row, upstream.onlyRequest());
      return true;
    } catch (AssertionError altered) {
      return false;
    }
  }

  private static void assertForwarded(Row row, RawUpstream.Request seen) {
    assertThat(seen.requestLine()).isEqualTo(row.seen());
    if (!row.lines().isEmpty()) {
      assertThat(seen.headerLines()).containsSubsequence(row.lines());
    }
    assertThat(seen.headerLines())
        .noneMatch(
            line -> NEVER_FORWARDED.stream().anyMatch(line.toLowerCase(Locale.ROOT)::startsWith))
        .noneMatch(line -> line.contains("6.6.6.6"));
    assertThat(seen.headers("Host")).hasSize(1);
    if (row.body() != null) {
      assertThat(new String(seen.body(), StandardCharsets.ISO_8859_1)).isEqualTo(row.body());
    }
  }

  private static int statusOf(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 ");
    return Integer.parseInt(answer.substring(9, 12));
  }
}
