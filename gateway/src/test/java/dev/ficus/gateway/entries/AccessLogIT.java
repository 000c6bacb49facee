package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each request leaves a line, through either entry, that nothing in the request can break. */
class AccessLogIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Entry.class)
  void combinedIsWhatOtherServersWrite(Entry entry) throws Exception {
    List<String> lines = linesOf(entry, "combined");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]"
                + " \"GET /page\\?a=%22b HTTP/1\\.1\" 200 5 \"http://from/\" \"me\\\\x22you\"");
    assertThat(lines.get(1)).contains("\"POST /orders HTTP/1.1\" 201 0 \"-\" \"-\"");
    assertThat(lines.get(2)).contains("\"GET /gone HTTP/1.1\" 502 ");
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void jsonHasEverything(Entry entry) throws Exception {
    List<String> lines = linesOf(entry, "json");
    JsonNode first = JsonMapper.shared().readTree(lines.get(0));
    assertThat(first.path("target").asString()).isEqualTo("/page?a=%22b");
    assertThat(first.path("userAgent").asString()).isEqualTo("me\"you");
    assertThat(first.path("status").asInt()).isEqualTo(200);
    assertThat(first.path("bytes").asInt()).isEqualTo(5);
    assertThat(first.path("upstream").asString()).isEqualTo("monolith");
    JsonNode second = JsonMapper.shared().readTree(lines.get(1));
    assertThat(second.path("route").asString()).isEqualTo("orders");
    assertThat(second.path("side").asString()).isEqualTo("target");
    JsonNode third = JsonMapper.shared().readTree(lines.get(2));
    assertThat(third.path("outcome").asString()).isEqualTo("reset");
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void clientIsWhoTheTrustedProxySaysInWhateverLine(Entry entry) throws Exception {
    List<String> lines = linesOf(entry, "combined", "127.0.0.0/8");
    assertThat(lines.get(0)).startsWith("198.51.100.9 - - [");
    assertThat(lines.get(1)).startsWith("127.0.0.1 - - [");
  }

  private List<String> linesOf(Entry entry, String format) throws Exception {
    return linesOf(entry, format, "192.0.2.1");
  }

  private List<String> linesOf(Entry entry, String format, String trusted) throws Exception {
    Path file = directory.resolve("access.log");
    try (RawUpstream upstream =
            new RawUpstream(
                (request, socket, out) -> {
                  switch (request.target()) {
                    case "/orders" -> RawUpstream.send(out, 201, "", "");
                    case "/gone" -> socket.close();
                    default -> RawUpstream.send(out, 200, "", "hello");
                  }
                });
        TestGateway gateway =
            TestGateway.start(
                entry,
                directory,
                """
                default: monolith
                upstreams: { monolith: { url: "%s" } }
                routes:
                  - { id: orders, match: POST /orders, target: monolith, stage: live }
                """
                    .formatted(upstream.url()),
                "ficus.trusted-proxies=" + trusted,
                "ficus.access-log.file=" + file,
                "ficus.access-log.format=" + format)) {
      try (RawClient client = new RawClient(gateway.port())) {
        client.write(
            "GET /page?a=%22b HTTP/1.1\r\nHost: shop\r\nReferer: http://from/\r\n"
                + "User-Agent: me\"you\r\n"
                + "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 198.51.100.9\r\n\r\n");
        client.until("hello");
        client.write("POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n");
        client.until("\r\n\r\n");
        client.write("GET /gone HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
        client.rest();
      }
    }
    // The last lines are written when the gateway ends.
    return Files.readAllLines(file);
  }
}
