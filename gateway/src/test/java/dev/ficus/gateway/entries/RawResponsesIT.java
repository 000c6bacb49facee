package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ficus.gateway.entries.RawResponses.Row;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client gets of each raw answer. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawResponsesIT {

  @Parameter private Entry entryUnderTest;
  private RawUpstream upstream;
  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    upstream = RawUpstream.answering("");
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
    return RawResponses.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void clientGetsTheAnswerOrAnError(Row row) throws Exception {
    assumeTrue(entryUnderTest == Entry.RELAY || !row.relayOnly(), "only the relay can do this");
    upstream.script(
        (request, socket, out) -> {
          out.write(row.answer().getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
          if (row.closes()) {
            socket.close();
          }
        });
    try (RawClient client = entry.connect()) {
      client.write(row.method() + " /x HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
      Answer answer = Answer.read(client.rest());
      if (row.status() == 0) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.isWhole(row.method())).isFalse();
        return;
      }
      assertThat(answer.status()).as("%s: %s", row, answer).isEqualTo(row.status());
      assertThat(answer.isWhole(row.method())).as("%s: %s", row, answer).isTrue();
      if (!row.lines().isEmpty()) {
        assertThat(answer.lines()).containsSubsequence(row.lines());
      }
      if (row.body() != null) {
        assertThat(answer.body()).isEqualTo(row.body());
      }
    }
  }

  /**
   * An answer as a client reads it, interim ones left out.
   *
   * @param raw everything after the head
   */
  private record Answer(int status, List<String> lines, String raw) {

    private static final Pattern LAST_CHUNK = Pattern.compile("(^|\r\n)0[ \t]*\r\n");

    static Answer read(String text) {
      String rest = text;
      while (rest.startsWith("HTTP/1.1 1")) {
        rest = rest.substring(rest.indexOf("\r\n\r\n") + 4);
      }
      int end = rest.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new AssertionError("no head in: " + text);
      }
      List<String> lines = Arrays.asList(rest.substring(0, end).split("\r\n"));
      return new Answer(
          Integer.parseInt(lines.getFirst().substring(9, 12)),
          lines.subList(1, lines.size()),
          rest.substring(end + 4));
    }

    private boolean isChunked() {
      return lines.stream().anyMatch(line -> line.matches("(?i)Transfer-Encoding: (gzip,)?chunked"));
    }

    private int length() {
      return lines.stream()
          .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
          .map(line -> Integer.parseInt(line.substring(15).strip()))
          .findFirst()
          .orElse(-1);
    }

    boolean isWhole(String method) {
      if (method.equals("HEAD") || status == 204 || status == 304) {
        return raw.isEmpty();
      }
      if (isChunked()) {
        return LAST_CHUNK.matcher(raw).find() && raw.endsWith("\r\n\r\n");
      }
      return length() < 0 || raw.length() == length();
    }

    String body() {
      if (!isChunked()) {
        return raw;
      }
      StringBuilder body = new StringBuilder();
      int at = 0;
      while (at < raw.length()) {
        int lineEnd = raw.indexOf("\r\n", at);
        int size = Integer.parseInt(raw.substring(at, lineEnd).split(";")[0].strip(), 16);
        if (size == 0) {
          break;
        }
        body.append(raw, lineEnd + 2, lineEnd + 2 + size);
        at = lineEnd + 2 + size + 2;
      }
      return body.toString();
    }
  }
}
