package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstreams that do not wait for the end of a request, through the relay. */
class EarlyAnswersIT {

  private static final int LARGE = 4 * 1024 * 1024;

  private ServerSocket upstream;
  private TestEntry entry;
  private volatile String answer = "";

  /** Reads a head, and ends the connection with the rest of the request unread. */
  @BeforeEach
  void start() throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!upstream.isClosed()) {
                try (Socket socket = upstream.accept()) {
                  head(socket.getInputStream());
                  socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                  // The gateway or the test was quicker.
                }
              }
            });
    entry =
        TestEntry.start(
            Entry.RELAY,
            "default: m\nupstreams: { m: { url: \"http://127.0.0.1:%d\" } }\nroutes: []\n"
                .formatted(upstream.getLocalPort()));
  }

  private static void head(InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("ended after " + read);
      }
      read.append((char) octet);
    }
  }

  @AfterEach
  void stop() throws IOException {
    entry.close();
    upstream.close();
  }

  private void upload(RawClient client) throws IOException {
    client.write("POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: " + LARGE + "\r\n\r\n");
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                client.write(new byte[LARGE]);
              } catch (IOException closed) {
                // The answer was here before its end.
              }
            });
  }

  private void assertNothingIsLeft() {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(entry.relay().openByUpstream()).isEqualTo(Map.of("m", 0)));
  }

  @Test
  void answerThatComesBeforeAResetIsTheClients() throws Exception {
    answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\nless, pls";
    for (int i = 0; i < 50; i++) {
      try (RawClient client = entry.connect()) {
        upload(client);
        assertThat(client.until("\r\n\r\n")).as("upload %d", i).startsWith("HTTP/1.1 413");
        assertThat(client.exactly(9)).isEqualTo("less, pls");
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void resetWithoutAnAnswerIsNoticed() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (RawClient client = entry.connect()) {
        upload(client);
        assertThat(client.until("}")).startsWith("HTTP/1.1 502").contains("reset");
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void answerThatIsCutShortByAResetIsNotWhole() throws Exception {
    answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 10\r\n\r\nless, pls";
    for (int i = 0; i < 20; i++) {
      try (RawClient client = entry.connect()) {
        upload(client);
        client.rest();
      }
    }
    assertThat(entry.completed())
        .hasSize(20)
        .allSatisfy(
            it -> {
              assertThat(it.status()).isEqualTo(413);
              assertThat(it.outcome()).isEqualTo("broken-body");
            });
    assertNothingIsLeft();
  }
}
