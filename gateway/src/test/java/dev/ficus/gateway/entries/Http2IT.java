package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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

  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** {@code GET http://x/}, in HPACK. */
  private static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, 0x01, 'x'};

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
    try (Frames client = new Frames(entry.port())) {
      for (int stream = 1; stream < 4_000 && client.writes(); stream += 2) {
        client.frame(HEADERS, END_STREAM | END_HEADERS, stream, GET);
        client.frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      assertThat(client.endsWithGoAway()).isTrue();
    }
    assertThat(upstream.requests()).hasSizeLessThan(1_000);
    plainRequestsGoOn();
  }

  @Test
  void resetsThatAClientProvokesEndTheConnection() throws Exception {
    try (Frames client = new Frames(entry.port())) {
      for (int stream = 1; stream < 4_000 && client.writes(); stream += 2) {
        client.frame(HEADERS, END_HEADERS, stream, GET);
        // An increment of nothing is an error of the stream (RFC 9113, section 6.9).
        client.frame(WINDOW_UPDATE, 0, stream, new byte[] {0, 0, 0, 0});
      }
      assertThat(client.endsWithGoAway()).isTrue();
    }
    plainRequestsGoOn();
  }

  @Test
  void endlessContinuationEndsTheConnection() throws Exception {
    try (Frames client = new Frames(entry.port())) {
      client.frame(HEADERS, END_STREAM, 1, GET);
      for (int i = 0; i < 100_000 && client.writes(); i++) {
        client.frame(CONTINUATION, 0, 1, new byte[0]);
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

  /** A client that writes frames by hand. */
  private static final class Frames implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private boolean broken;

    Frames(int port) throws IOException {
      socket = new Socket("localhost", port);
      socket.setSoTimeout(10_000);
      out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      frame(SETTINGS, 0, 0, new byte[0]);
    }

    void frame(int type, int flags, int stream, byte[] payload) {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(payload.length >> 16);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
      frame.write(type);
      frame.write(flags);
      for (int shift = 24; shift >= 0; shift -= 8) {
        frame.write(stream >> shift);
      }
      frame.writeBytes(payload);
      try {
        out.write(frame.toByteArray());
        out.flush();
      } catch (IOException closed) {
        broken = true;
      }
    }

    boolean writes() {
      return !broken;
    }

    /** Reads to the end of the connection; a reset may have taken the last frames away. */
    boolean endsWithGoAway() throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      boolean goAway = false;
      try {
        while (true) {
          int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
          int type = in.readUnsignedByte();
          in.readFully(new byte[1 + 4 + length]);
          goAway |= type == GOAWAY;
        }
      } catch (EOFException | SocketException ended) {
        return goAway || broken;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
