package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** HTTP/2 in cleartext beside HTTP/1.1 on one port, and what ends those who abuse it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2IT {

  private RawUpstream upstream;
  private TestEntry entry;

  @BeforeAll
  void start() throws Exception {
    upstream = RawUpstream.answering("seen");
    entry =
        TestEntry.start(
            Entry.RELAY,
            "default: monolith\nupstreams: { monolith: { url: \"%s\" } }\nroutes: []\n"
                .formatted(upstream.url()),
            "server.http2.enabled=true");
  }

  @AfterAll
  void stop() throws Exception {
    entry.close();
    upstream.close();
  }

  @BeforeEach
  void reset() {
    upstream.requests().clear();
  }

  @Test
  void clientThatKnowsSpeaksHttp2() {
    HttpClient client = HttpClient.create().protocol(HttpProtocol.H2C).port(entry.port());
    String answer =
        client
            .get()
            .uri("/x?y")
            .responseSingle(
                (response, body) -> {
                  assertThat(response.version()).isEqualTo(HttpVersion.valueOf("HTTP/2.0"));
                  return body.asString();
                })
            .block(Duration.ofSeconds(10));
    assertThat(answer).isEqualTo("seen");
    assertThat(upstream.onlyRequest().requestLine()).isEqualTo("GET /x?y HTTP/1.1");
  }

  @Test
  void nobodySwitchesToHttp2InTheMiddle() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(
          "GET /x HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n");
      assertThat(client.until("seen")).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream.onlyRequest().header("Upgrade")).isEmpty();
  }

  @Test
  void plainRequestsGoThroughTheRelay() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write("GET /odd|path HTTP/1.1\r\nHost: shop\r\n\r\n");
      assertThat(client.until("seen")).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream.onlyRequest().target()).isEqualTo("/odd|path");
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    try (Http2Frames client = new Http2Frames(entry.port())) {
      for (int stream = 1; stream < 4_000 && client.writes(); stream += 2) {
        client.frame(Http2Frames.HEADERS, Http2Frames.END_STREAM | Http2Frames.END_HEADERS, stream, Http2Frames.GET);
        client.frame(Http2Frames.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      assertThat(client.endsWithGoAway()).isTrue();
    }
    assertThat(upstream.requests()).hasSizeLessThan(1_000);
    plainRequestsGoOn();
  }

  @Test
  void resetsThatAClientProvokesEndTheConnection() throws Exception {
    try (Http2Frames client = new Http2Frames(entry.port())) {
      for (int stream = 1; stream < 4_000 && client.writes(); stream += 2) {
        client.frame(Http2Frames.HEADERS, Http2Frames.END_HEADERS, stream, Http2Frames.GET);
        // An increment of nothing is an error of the stream (RFC 9113, section 6.9).
        client.frame(Http2Frames.WINDOW_UPDATE, 0, stream, new byte[] {0, 0, 0, 0});
      }
      assertThat(client.endsWithGoAway()).isTrue();
    }
    plainRequestsGoOn();
  }

  @Test
  void endlessContinuationEndsTheConnection() throws Exception {
    try (Http2Frames client = new Http2Frames(entry.port())) {
      client.frame(Http2Frames.HEADERS, Http2Frames.END_STREAM, 1, Http2Frames.GET);
      for (int i = 0; i < 100_000 && client.writes(); i++) {
        client.frame(Http2Frames.CONTINUATION, 0, 1, new byte[0]);
      }
      assertThat(client.endsWithGoAway()).isTrue();
    }
    assertThat(upstream.requests()).isEmpty();
    plainRequestsGoOn();
  }

  private void plainRequestsGoOn() throws Exception {
    upstream.requests().clear();
    assertThat(entry.get("/fine").body()).isEqualTo("seen");
  }
}
