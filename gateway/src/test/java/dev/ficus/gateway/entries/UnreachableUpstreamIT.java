package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client gets where no connection to the upstream comes about, or nothing over it. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreachableUpstreamIT {

  /** No label of a name may be as long as that, so nobody has to be asked. */
  private static final String NO_NAME = "x".repeat(64) + ".example";

  @Parameter private Entry entryUnderTest;
  private RawUpstream sound;
  private FullBacklog full;
  private TestEntry entry;

  /** A server that the system accepts no more connections for. */
  private static final class FullBacklog implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
      try {
        while (waiting.size() < 16) {
          Socket socket = new Socket();
          waiting.add(socket);
          socket.connect(server.getLocalSocketAddress(), 200);
        }
      } catch (IOException isFull) {
        return;
      }
      throw new IOException("the backlog takes all");
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      server.close();
    }
  }

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    sound = RawUpstream.answering("sound");
    full = new FullBacklog();
    int closed = closedPort();
    entry =
        TestEntry.start(
            kind,
            """
            default: none
            upstreams:
              refusing: { url: "http://127.0.0.1:%d" }
              unknown: { url: "http://%s" }
              full: { url: "http://127.0.0.1:%d", connectTimeout: 200ms }
              silent: { url: "%s" }
              several: { urls: [ "http://127.0.0.1:%d", "%s" ] }
            routes:
              - { id: refused, match: "/refused", target: refusing, stage: retired }
              - { id: unknown, match: "/unknown", target: unknown, stage: retired }
              - { id: full, match: "/full", target: full, stage: retired }
              - { id: silent, match: "/silent", target: silent, stage: retired }
              - { id: several, match: "/several/**", target: several, stage: retired }
            """
                .formatted(closed, NO_NAME, full.port(), sound.url(), closed, sound.url()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.close();
    full.close();
    sound.close();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/refused, 502, refused",
    "/unknown, 502, unresolved",
    "/full, 504, connect-timeout",
    "/silent, 502, reset"
  })
  void theGatewayAnswersInItsPlace(String path, int status, String outcome) throws Exception {
    sound.script((request, socket, out) -> socket.close());
    HttpResponse<String> answer = entry.post(path, "a write");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    // To Netty's resolver, which the other entry has, such a name is an illegal argument.
    boolean isNoName = entryUnderTest == Entry.SPRING_CLOUD && path.equals("/unknown");
    assertThat(entry.completed(path).outcome()).isEqualTo(isNoName ? "garbage" : outcome);
    assertThat(entry.completed(path).status()).isEqualTo(status);
  }

  /** Through the relay; the other entry takes turns and tries no other. */
  @Test
  void anotherUrlIsAskedWhereNothingWasSent() throws Exception {
    sound.script((request, socket, out) -> RawUpstream.send(out, 200, "", "sound"));
    int answered = 0;
    for (int i = 0; i < 20; i++) {
      answered += entry.post("/several/" + i, "a write").statusCode() == 200 ? 1 : 0;
    }
    assertThat(answered).isEqualTo(entryUnderTest == Entry.RELAY ? 20 : 10);
    assertThat(sound.requests().stream().filter(it -> it.target().startsWith("/several")))
        .hasSize(answered);
  }
}
