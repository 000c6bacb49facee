package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client gets its answer whole, however slowly it takes it; one that takes nothing is let go. */
class SlowReadersIT {

  /** Not so much that the upstream has to wait, so that to it the exchange is over at once. */
  private static final int LARGE = 60_000;

  private RawUpstream upstream;

  @BeforeEach
  void answerLargely() throws IOException {
    upstream = RawUpstream.answering("x".repeat(LARGE));
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private TestEntry entry(Entry kind, String property) {
    return TestEntry.start(
        kind,
        "default: monolith\nupstreams: { monolith: { url: \"%s\" } }\nroutes: []\n"
            .formatted(upstream.url()),
        "test.send-buffer=4096",
        property);
  }

  /** One that has hardly any room for an answer, and has asked for it. */
  private static Socket client(TestEntry entry, String request) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    client.setSoTimeout(15_000);
    client.connect(new InetSocketAddress("localhost", entry.port()));
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static String get(String lines) {
    return "GET /large HTTP/1.1\r\nHost: shop\r\n" + lines + "\r\n";
  }

  /** Takes all that comes, a little at a time. */
  private static int takeSlowly(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] piece = new byte[3000];
    int taken = 0;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      taken += read;
      LockSupport.parkNanos(10_000_000);
    }
    return taken;
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void timeBetweenRequestsBeginsWhenTheAnswerIsOut(Entry kind) throws Exception {
    try (TestEntry entry = entry(kind, "test.keep-alive=200ms");
        Socket client = client(entry, get(""))) {
      assertThat(takeSlowly(client)).isGreaterThan(LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void lastAnswerIsWholeToo(Entry kind) throws Exception {
    try (TestEntry entry = entry(kind, "test.keep-alive=200ms");
        Socket client = client(entry, get("Connection: close\r\n"))) {
      assertThat(takeSlowly(client)).isGreaterThan(LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void answerIsWholeWhenTheGatewayEnds(Entry kind) throws Exception {
    try (TestEntry entry = entry(kind, "test.keep-alive=30s");
        Socket client = client(entry, get(""))) {
      assertThat(client.getInputStream().read()).isEqualTo('H');
      if (kind == Entry.RELAY) {
        entry.completed("/large");
      }
      entry.relay().drain();
      assertThat(takeSlowly(client)).isGreaterThan(LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void whoTakesNothingOfTheEndIsLetGo(Entry kind) throws Exception {
    try (TestEntry entry = entry(kind, "test.write=300ms")) {
      for (String lines : new String[] {"", "Connection: close\r\n"}) {
        try (Socket _ = client(entry, get(lines))) {
          Awaitility.await().until(() -> entry.relay().clientCount() == 1);
          Awaitility.await().until(() -> entry.relay().clientCount() == 0);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void whoTakesNothingInTheMiddleIsGone(Entry kind) throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    upstream.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
          byte[] piece = new byte[LARGE];
          try {
            while (!socket.isClosed()) {
              out.write(piece);
            }
          } catch (IOException gone) {
            cut.countDown();
          }
        });
    try (TestEntry entry = entry(kind, "test.write=300ms");
        Socket client = client(entry, get(""))) {
      TestEntry.Completed completed = entry.completed("/large");
      assertThat(completed.outcome()).isEqualTo("client-gone");
      assertThat(completed.status()).isEqualTo(499);
      assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
      Awaitility.await().until(() -> entry.relay().clientCount() == 0);
      assertThatThrownBy(() -> takeSlowly(client)).isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void whoTakesALittleIsWaitedFor(Entry kind) throws Exception {
    upstream.script((request, socket, out) -> RawUpstream.send(out, 200, "", "x".repeat(400_000)));
    try (TestEntry entry = entry(kind, "test.write=300ms");
        Socket client = client(entry, get("Connection: close\r\n"))) {
      assertThat(takeSlowly(client)).isGreaterThan(400_000);
      assertThat(entry.completed("/large").outcome()).isEqualTo("ok");
    }
  }
}
