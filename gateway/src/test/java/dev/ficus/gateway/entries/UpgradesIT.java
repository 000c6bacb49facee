package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.TestEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges in which a head is not the whole story: upgrades, 100-continue, trailers. */
class UpgradesIT {

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private ServerSocket upstream;
  private volatile Script script = (head, in, out) -> {};

  /** What the upstream does once it has read a head. */
  private interface Script {
    void run(String head, InputStream in, OutputStream out) throws Exception;
  }

  @BeforeEach
  void listen() throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!upstream.isClosed()) {
                try {
                  Socket socket = upstream.accept();
                  Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private void serve(Socket socket) {
    try (socket) {
      String head = until(socket.getInputStream(), "\r\n\r\n");
      seen.add(head);
      script.run(head, socket.getInputStream(), socket.getOutputStream());
    } catch (Exception ended) {
      // The other side has gone.
    }
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
  }

  private TestEntry entry(Entry kind) {
    return TestEntry.start(
        kind,
        "default: m\nupstreams: { m: { url: \"http://localhost:%d\" } }\nroutes: []\n"
            .formatted(upstream.getLocalPort()));
  }

  private static String until(InputStream in, String ending) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(ending)) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended after " + read);
      }
      read.write(b);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static void raw(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void aWebSocketGoesBothWays(Entry kind) throws Exception {
    script =
        (head, in, out) -> {
          String key = head.replaceAll("(?is).*sec-websocket-key: *([^\r]+).*", "$1");
          byte[] digest =
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII));
          raw(
              out,
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + Base64.getEncoder().encodeToString(digest)
                  + "\r\n\r\n");
          // A short masked text frame, answered by the same text.
          in.read();
          int length = in.read() & 0x7f;
          byte[] mask = in.readNBytes(4);
          byte[] text = in.readNBytes(length);
          for (int i = 0; i < length; i++) {
            text[i] ^= mask[i % 4];
          }
          out.write(0x81);
          out.write(length);
          out.write(text);
          out.flush();
          in.read();
        };
    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    try (TestEntry entry = entry(kind)) {
      WebSocket socket =
          entry
              .http()
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://localhost:" + entry.port() + "/chat?room=1"),
                  new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(
                        WebSocket from, CharSequence data, boolean last) {
                      texts.add(data.toString());
                      return CompletableFuture.completedStage(null);
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      socket.sendText("hello there", true).get(10, TimeUnit.SECONDS);
      assertThat(texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello there");
      assertThat(seen.poll(1, TimeUnit.SECONDS)).startsWith("GET /chat?room=1 HTTP/1.1\r\n");
      socket.abort();
    }
  }

  @Test
  void anyOtherProtocolIsATunnelToo() throws Exception {
    script =
        (head, in, out) -> {
          raw(out, "HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n\r\nready\n");
          String line = until(in, "\n");
          raw(out, line.toUpperCase(Locale.ROOT));
        };
    try (TestEntry entry = entry(Entry.RELAY);
        RawClient client = entry.connect()) {
      client.write("GET /x HTTP/1.1\r\nHost: s\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n\r\n");
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101").contains("Upgrade: shout/1");
      assertThat(client.until("\n")).isEqualTo("ready\n");
      client.write("hello\n");
      // The upstream ends the tunnel.
      assertThat(client.rest()).isEqualTo("HELLO\n");
      assertThat(seen.poll(1, TimeUnit.SECONDS)).contains("Upgrade: shout/1");
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void anUpgradeThatNobodyAskedForIsNoAnswer(Entry kind) throws Exception {
    script =
        (head, in, out) -> {
          raw(out, "HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n\r\nready\n");
          in.read();
        };
    try (TestEntry entry = entry(kind);
        RawClient client = entry.connect()) {
      client.write("GET /x HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 502")
          .contains("garbage")
          .doesNotContain("ready");
    }
  }

  /** Whoever has a body to send asks for no upgrade, whatever its header lines say. */
  @Test
  void anUpgradeInTheMiddleOfARequestIsNoAnswer() throws Exception {
    script =
        (head, in, out) -> {
          raw(out, "HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n\r\nready\n");
          in.read();
        };
    try (TestEntry entry = entry(Entry.RELAY);
        RawClient client = entry.connect()) {
      client.write(
          "POST /x HTTP/1.1\r\nHost: s\r\nConnection: upgrade\r\nUpgrade: shout/1\r\n"
              + "Content-Length: 10\r\n\r\nhello");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 502")
          .contains("garbage")
          .doesNotContain("ready");
    }
  }

  @Test
  void whoExpectsToContinueIsToldByTheUpstream() throws Exception {
    script =
        (head, in, out) -> {
          raw(out, "HTTP/1.1 100 Continue\r\n\r\n");
          String body = new String(in.readNBytes(5), StandardCharsets.US_ASCII);
          raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
          in.read();
        };
    try (TestEntry entry = entry(Entry.RELAY);
        RawClient client = entry.connect()) {
      client.write(
          "POST /x HTTP/1.1\r\nHost: s\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.write("hello");
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      assertThat(client.exactly(5)).isEqualTo("hello");
      assertThat(seen.poll(1, TimeUnit.SECONDS)).contains("Expect: 100-continue");
    }
  }

  @Test
  void whoIsRefusedWithoutContinuingCanGoOnWithAnother() throws Exception {
    refuseStrangers();
    String length = "Content-Length: 5\r\n";
    try (TestEntry entry = entry(Entry.RELAY)) {
      try (RawClient client = entry.connect()) {
        client.write("POST /x HTTP/1.1\r\nHost: s\r\nExpect: 100-continue\r\n" + length + "\r\n");
        // Without it nobody could tell the body that may yet come from another request.
        assertThat(client.until("\r\n\r\n"))
            .startsWith("HTTP/1.1 401")
            .contains("Connection: close\r\n");
        assertThat(client.rest()).isEqualTo("no");
      }
      try (RawClient client = entry.connect()) {
        client.write("POST /x HTTP/1.1\r\nHost: s\r\nAuthorization: me\r\n" + length + "\r\nhello");
        assertThat(client.until("yes")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void whoIsRefusedWhileItSendsItsBodyGoesOnWithAnotherBehindIt() throws Exception {
    refuseStrangers();
    String expect = "Expect: 100-continue\r\n";
    try (TestEntry entry = entry(Entry.RELAY);
        RawClient client = entry.connect()) {
      client.write("POST /x HTTP/1.1\r\nHost: s\r\n" + expect + "Content-Length: 5\r\n\r\nhe");
      assertThat(client.until("no")).startsWith("HTTP/1.1 401").doesNotContain("Connection");
      client.write("llo" + "GET /y HTTP/1.1\r\nHost: s\r\nAuthorization: me\r\n\r\n");
      assertThat(client.until("yes")).startsWith("HTTP/1.1 200");
    }
  }

  private void refuseStrangers() {
    script =
        (head, in, out) -> {
          if (head.contains("Authorization")) {
            raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes");
          } else {
            raw(out, "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
          }
          in.read();
        };
  }

  @Test
  void earlyHintsAndTrailersPass() throws Exception {
    script =
        (head, in, out) -> {
          String body = until(in, "X-Sum: 7\r\n\r\n");
          seen.add(body);
          raw(out, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
          raw(
              out,
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Took\r\n\r\n"
                  + "2\r\nok\r\n0\r\nX-Took: 3\r\n\r\n");
          in.read();
        };
    try (TestEntry entry = entry(Entry.RELAY);
        RawClient client = entry.connect()) {
      client.write(
          "POST /x HTTP/1.1\r\nHost: s\r\nTE: trailers\r\nTrailer: X-Sum\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n");
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 103").contains("Link: </a.css>");
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(client.until("X-Took: 3\r\n\r\n")).startsWith("2\r\nok\r\n0\r\n");
      assertThat(seen.poll(1, TimeUnit.SECONDS)).contains("TE: trailers");
      assertThat(seen.poll(1, TimeUnit.SECONDS)).isEqualTo("2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n");
    }
  }
}
