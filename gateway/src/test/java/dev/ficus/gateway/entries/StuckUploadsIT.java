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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that do not get on, through the relay: it is told apart on whose side that is. */
class StuckUploadsIT {

  /** More than the systems on the way keep for somebody who reads nothing. */
  private static final int LARGE = 32 * 1024 * 1024;

  private static final String EXPECTS =
      "POST /waits HTTP/1.1\r\n"
          + "Host: shop\r\n"
          + "Expect: 100-continue\r\n"
          + "Content-Length: 5\r\n\r\n";

  private ServerSocket upstream;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private TestEntry entry;
  private volatile Script script = socket -> {};

  /** What the upstream does with a connection; it stays open after it. */
  private interface Script {
    void run(Socket socket) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    entry =
        TestEntry.start(
            Entry.RELAY,
            """
            default: none
            upstreams:
              stuck: { url: "http://127.0.0.1:%1$d", idleTimeout: 1s, pool: { maxConnections: 1 } }
              waits: { url: "http://127.0.0.1:%1$d", responseTimeout: 1s }
              patient: { url: "http://127.0.0.1:%1$d", responseTimeout: 10s }
            routes:
              - { id: stuck, match: "/stuck/**", target: stuck, stage: retired }
              - { id: waits, match: "/waits", target: waits, stage: retired }
              - { id: patient, match: "/patient", target: patient, stage: retired }
            """
                .formatted(upstream.getLocalPort()),
            "test.body=400ms");
  }

  private void accept() {
    while (!upstream.isClosed()) {
      try {
        Socket socket = upstream.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      script.run(socket);
    } catch (IOException ended) {
      // The other side has gone.
    }
  }

  @AfterEach
  void stop() throws IOException {
    entry.close();
    upstream.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void head(InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith("\r\n\r\n")) {
      read.append((char) in.read());
    }
  }

  private static void answer(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a large body on a thread of its own, as far as it is taken. */
  private static void upload(RawClient client, String path, int length) throws IOException {
    client.write(
        "POST " + path + " HTTP/1.1\r\nHost: shop\r\nContent-Length: " + length + "\r\n\r\n");
    Thread.ofVirtual()
        .start(
            () -> {
              byte[] piece = new byte[64 * 1024];
              try {
                for (int sent = 0; sent < length; sent += piece.length) {
                  client.write(piece);
                }
              } catch (IOException closed) {
                // It has been answered before its end.
              }
            });
  }

  @Test
  void upstreamThatTakesNothingIsTimedOutAndItsConnectionGivenBack() throws Exception {
    for (String path : new String[] {"/stuck/1", "/stuck/2"}) {
      try (RawClient client = entry.connect()) {
        upload(client, path, LARGE);
        assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 504");
      }
      assertThat(entry.completed(path).outcome()).isEqualTo("stalled");
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(entry.relay().openByUpstream())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("stuck", 0)));
  }

  @Test
  void upstreamThatTakesABodySlowlyIsGivenAllOfIt() throws Exception {
    int length = LARGE / 2;
    script =
        socket -> {
          head(socket.getInputStream());
          byte[] piece = new byte[64 * 1024];
          for (int read = 0, left = length; left > 0; left -= read) {
            read = socket.getInputStream().read(piece, 0, Math.min(piece.length, left));
            LockSupport.parkNanos(10_000_000);
          }
          answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nall");
        };
    try (RawClient client = entry.connect()) {
      upload(client, "/stuck/slowly", length);
      assertThat(client.until("all")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void upstreamThatDoesNotSayContinueIsTimedOutAndNotItsClient() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(EXPECTS);
      assertThat(client.rest()).startsWith("HTTP/1.1 504").contains("response-timeout");
    }
  }

  @Test
  void clientThatMayContinueAndDoesNotIsTimedOut() throws Exception {
    script =
        socket -> {
          head(socket.getInputStream());
          answer(socket, "HTTP/1.1 100 Continue\r\n\r\n");
        };
    try (RawClient client = entry.connect()) {
      client.write(EXPECTS.replace("/waits", "/patient"));
      assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void clientThatDoesNotWaitToContinueAndStopsIsTimedOut() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(EXPECTS.replace("/waits", "/patient"));
      client.write("he");
      assertThat(client.rest()).startsWith("HTTP/1.1 408");
    }
  }
}
