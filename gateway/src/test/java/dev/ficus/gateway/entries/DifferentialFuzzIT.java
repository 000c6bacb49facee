package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.http1.Mutations;
import dev.ficus.gateway.testing.ByteUpstream;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Generated requests, most of them wrong in a few places, through both entries: what one refuses
 * the other does not forward, and what both forward is the same request.
 */
class DifferentialFuzzIT {

  private static final int EXCHANGES = Integer.getInteger("ficus.fuzz", 1_000);

  private record Result(int status, List<ByteUpstream.Seen> seen) {
    boolean isForwarded() {
      return !seen.isEmpty();
    }
  }

  /**
   * An answer as a client reads it.
   *
   * @param content null if it has been broken off
   */
  private record Answered(int status, @Nullable String content) {

    static Answered read(String text) {
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        return new Answered(0, null);
      }
      int status = Integer.parseInt(text.substring(9, 12));
      String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
      String rest = text.substring(end + 4);
      if (status == 204 || status == 304) {
        return new Answered(status, rest);
      }
      if (head.contains("\r\ntransfer-encoding:")) {
        return new Answered(status, unchunked(rest));
      }
      int length = head.indexOf("\r\ncontent-length:");
      boolean whole =
          length < 0
              || Integer.parseInt(
                      head.substring(length + 17, head.indexOf('\r', length + 2)).strip())
                  == rest.length();
      return new Answered(status, whole ? rest : null);
    }

    private static @Nullable String unchunked(String framed) {
      StringBuilder content = new StringBuilder();
      for (int at = 0; ; ) {
        int end = framed.indexOf("\r\n", at);
        if (end < 0) {
          return null;
        }
        int size = Integer.parseInt(framed.substring(at, end).split(";", 2)[0].strip(), 16);
        if (size == 0) {
          return framed.endsWith("\r\n\r\n") ? content.toString() : null;
        }
        if (framed.length() < end + 4 + size) {
          return null;
        }
        content.append(framed, end + 2, end + 2 + size);
        at = end + 4 + size;
      }
    }

    boolean isPassedOn() {
      return content != null && status != 502;
    }
  }

  /** One of the entries with an upstream of its own. */
  private static final class Side implements AutoCloseable {
    final ByteUpstream upstream = new ByteUpstream();
    private final TestEntry entry;

    Side(Entry kind) throws IOException {
      entry =
          TestEntry.start(
              kind,
              "default: m\nupstreams: { m: { url: \"%s\" } }\nroutes: []\n"
                  .formatted(upstream.url()),
              "test.keep-alive=200ms",
              "test.head=200ms",
              "test.body=200ms");
    }

    Result send(byte[] request) throws IOException {
      upstream.seen().clear();
      try (RawClient client = entry.connect()) {
        client.write(request);
        String answer = client.rest();
        int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
        return new Result(status, List.copyOf(upstream.seen()));
      }
    }

    /** What a client gets where the upstream answers so and ends the connection. */
    Answered answered(byte[] answer) throws IOException {
      upstream.answers(new String(answer, StandardCharsets.ISO_8859_1), true);
      try (RawClient client = entry.connect()) {
        client.write("GET /x HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
        return Answered.read(client.rest());
      }
    }

    @Override
    public void close() throws IOException {
      entry.close();
      upstream.close();
    }
  }

  @Test
  void bothEntriesUnderstandTheSame() throws Exception {
    Random random = new Random(31_337);
    int forwarded = 0;
    int refused = 0;
    int altered = 0;
    try (Side relay = new Side(Entry.RELAY);
        Side other = new Side(Entry.SPRING_CLOUD)) {
      for (int i = 0; i < EXCHANGES; i++) {
        byte[] valid =
            RandomExchange.of(random, false)
                .request()
                .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = random.nextInt(4) == 0 ? valid : Mutations.of(valid, random);
        String shown = new String(request, StandardCharsets.ISO_8859_1);
        Result one = relay.send(request);
        Result two = other.send(request);
        if (!one.isForwarded()) {
          refused++;
          assertThat(two.isForwarded()).as("%s\n%s\n%s", shown, one, two).isFalse();
          assertThat(two.status()).as("%s\n%s\n%s", shown, one, two).isEqualTo(one.status());
        } else if (two.isForwarded() && sameRequests(one.seen(), two.seen())) {
          forwarded++;
        } else {
          altered++;
          assertThat(one.seen())
              .as("%s\n%s\n%s", shown, one, two)
              .anyMatch(DifferentialFuzzIT::isBeyondTheOther);
        }
      }
    }
    System.out.printf(
        "%,d requests: %,d refused by both, %,d forwarded alike, %,d beyond the other entry%n",
        EXCHANGES, refused, forwarded, altered);
    assertThat(refused).isGreaterThan(EXCHANGES / 10);
    assertThat(forwarded).isGreaterThan(EXCHANGES / 4);
  }

  /** Either may refuse an answer or break it off, but nobody is told something else by it. */
  @Test
  void bothEntriesPassTheSameAnswersOn() throws Exception {
    Random random = new Random(4_711);
    int alike = 0;
    int refused = 0;
    try (Side relay = new Side(Entry.RELAY);
        Side other = new Side(Entry.SPRING_CLOUD)) {
      for (int i = 0; i < EXCHANGES; i++) {
        RandomExchange exchange = RandomExchange.of(random, false);
        if (exchange.method().equals("HEAD")) {
          continue;
        }
        byte[] valid = exchange.answer().getBytes(StandardCharsets.ISO_8859_1);
        byte[] answer = random.nextInt(4) == 0 ? valid : Mutations.of(valid, random);
        String shown = new String(answer, StandardCharsets.ISO_8859_1);
        Answered one = relay.answered(answer);
        Answered two = other.answered(answer);
        if (one.isPassedOn() && two.isPassedOn()) {
          alike++;
          assertThat(two).as(shown).isEqualTo(one);
        } else {
          refused++;
          assertThat(answer).as("%s\n%s\n%s", shown, one, two).isNotSameAs(valid);
        }
      }
    }
    System.out.printf("%,d answers passed on alike, %,d refused by one or both%n", alike, refused);
    assertThat(alike).isGreaterThan(EXCHANGES / 4);
  }

  private static boolean sameRequests(List<ByteUpstream.Seen> one, List<ByteUpstream.Seen> two) {
    if (one.size() != two.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      String line = one.get(i).head().split("\r\n")[0];
      if (!two.get(i).head().startsWith(line + "\r\n")
          || !fields(one.get(i)).equals(fields(two.get(i)))
          || !content(one.get(i)).equals(content(two.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** By name, whatever the case and order of the names; without framing and the peer's port. */
  private static Map<String, String> fields(ByteUpstream.Seen seen) {
    Map<String, String> fields = new TreeMap<>();
    Arrays.stream(seen.head().split("\r\n"))
        .skip(1)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              fields.merge(
                  line.substring(0, colon).toLowerCase(Locale.ROOT),
                  line.substring(colon + 1).strip(),
                  (a, b) -> a + ", " + b);
            });
    fields.remove("content-length");
    fields.remove("transfer-encoding");
    return fields;
  }

  /** Of a chunked body what is in the chunks. */
  private static String content(ByteUpstream.Seen seen) {
    if (!seen.head().toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")) {
      return seen.body();
    }
    StringBuilder content = new StringBuilder();
    for (int at = 0; ; ) {
      int end = seen.body().indexOf("\r\n", at);
      int size = Integer.parseInt(seen.body().substring(at, end).split(";")[0].strip(), 16);
      if (size == 0) {
        return content.toString();
      }
      content.append(seen.body(), end + 2, end + 2 + size);
      at = end + 4 + size;
    }
  }

  /** Netty's own reader wants more of a chunk's extension than that it is one line of text. */
  private static boolean hasExtensions(ByteUpstream.Seen seen) {
    return !content(seen).equals(seen.body()) && seen.body().matches("(?s).*[0-9A-Fa-f];.*");
  }

  /** What {@code docs/springcloud-entry.md} says. */
  private static boolean isBeyondTheOther(ByteUpstream.Seen seen) {
    String target = seen.target();
    String host = fields(seen).getOrDefault("host", "");
    return !host.matches("[A-Za-z0-9.-]+(:[0-9]{1,4})?")
        || !target.matches("[!$&'()*+,./0-9:;=?@A-Z_a-z~%-]*")
        || target.contains("//")
        || target.matches(".*%(?![0-9A-Fa-f]{2}).*")
        || target.equals("*")
        || hasExtensions(seen)
        || seen.head().chars().anyMatch(octet -> octet > 126);
  }
}
