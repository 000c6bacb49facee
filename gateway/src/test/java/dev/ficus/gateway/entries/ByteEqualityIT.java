package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.ByteUpstream;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.TestEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What goes through the relay is the same before and after it, octet by octet, but for the lines
 * that a proxy must change.
 */
class ByteEqualityIT {

  private static final int EXCHANGES = 1_500;

  /** The lines that say who asked, and no others. */
  private static final List<String> ADDED =
      List.of(
          "x-forwarded-for:",
          "x-forwarded-proto:",
          "x-forwarded-host:",
          "x-forwarded-port:",
          "forwarded:");

  @Test
  void requestsAndAnswersArriveAsTheyWereSent() throws Exception {
    Random random = new Random(1859);
    try (ByteUpstream upstream = new ByteUpstream();
        TestEntry entry =
            TestEntry.start(
                Entry.RELAY,
                "default: m\nupstreams: { m: { url: \"%s\" } }\nroutes: []\n"
                    .formatted(upstream.url()));
        RawClient client = entry.connect()) {
      for (int i = 0; i < EXCHANGES; i++) {
        RandomExchange exchange = RandomExchange.of(random, true);
        upstream.seen().clear();
        upstream.answers(exchange.answer(), false);
        client.write(exchange.request());

        String head = client.until("\r\n\r\n");
        String own = "Ficus-Upstream: legacy\r\n";
        assertThat(head).as("%s", exchange).contains(own);
        assertThat(normal(head.replace(own, "")))
            .isEqualTo(
                normal(exchange.answer().substring(0, exchange.answer().indexOf("\r\n\r\n") + 4)));
        assertThat(client.exactly(exchange.answerBody().length()))
            .as("%s", exchange)
            .isEqualTo(exchange.answerBody());

        ByteUpstream.Seen seen = upstream.seen().getFirst();
        assertThat(upstream.seen()).hasSize(1);
        assertThat(withoutAdded(seen.head()))
            .as("%s", exchange)
            .isEqualTo(exchange.request().substring(0, exchange.request().indexOf("\r\n\r\n") + 4));
        assertThat(seen.body()).as("%s", exchange).isEqualTo(exchange.body());
      }
    }
  }

  private static String withoutAdded(String head) {
    StringBuilder rest = new StringBuilder();
    for (String line : head.split("(?<=\r\n)")) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (ADDED.stream().noneMatch(lower::startsWith)) {
        rest.append(line);
      }
    }
    return rest.toString();
  }

  /** Of an answer the space around a value is not kept (RFC 9112, section 5.1 calls it no part). */
  private static String normal(String head) {
    return String.join(
        "\n",
        Arrays.stream(head.split("\r\n"))
            .map(line -> line.replaceFirst("^([^: ]+): ?[ \t]*", "$1: ").stripTrailing())
            .toList());
  }
}
