package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.FullBacklog;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client gets where no connection to the upstream comes about, or nothing over it. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreachableUpstreamIT {

  /** No label of a name may be as long as that, so nobody has to be asked. */
  private static final String NO_NAME = "x".repeat(64) + ".example";

  @Parameter private Entry entryUnderTest;
  private RawUpstream sound;
  private RawUpstream sick;
  private FullBacklog full;

  /** Takes connections, and no handshake. */
  private ServerSocket mute;

  /** Has a port that nobody listens on, and that nobody else is given. */
  private Socket closed;

  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    sound = RawUpstream.answering("sound");
    sick = new RawUpstream(UnreachableUpstreamIT::failsItsOwnWay);
    full = new FullBacklog();
    closed = new Socket();
    closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    int refusing = closed.getLocalPort();
    entry =
        TestEntry.start(
            kind,
            """
            default: none
            upstreams:
              refusing: { url: "http://127.0.0.1:%1$d" }
              unknown: { url: "http://%2$s" }
              full: { url: "http://127.0.0.1:%3$d", connectTimeout: 200ms }
              mute: { url: "https://127.0.0.1:%6$d", connectTimeout: 300ms, totalTimeout: 5s }
              silent: { url: "%4$s", pool: { maxIdle: 1s } }
              several: { urls: [ "http://127.0.0.1:%1$d", "%4$s" ], pool: { maxIdle: 1s } }
              resets: { urls: [ "%5$s", "%4$s" ], pool: { maxIdle: 1s } }
              speaks-garbage: { urls: [ "%5$s", "%4$s" ], pool: { maxIdle: 1s } }
              breaks-off: { urls: [ "%5$s", "%4$s" ], pool: { maxIdle: 1s } }
              grows-old: { urls: [ "%5$s", "%4$s" ], pool: { maxIdle: 1s } }
            routes:
              - { id: refused, match: "/refused", target: refusing, stage: retired }
              - { id: unknown, match: "/unknown", target: unknown, stage: retired }
              - { id: full, match: "/full", target: full, stage: retired }
              - { id: mute, match: "/mute", target: mute, stage: retired }
              - { id: silent, match: "/silent", target: silent, stage: retired }
              - { id: several, match: "/several/**", target: several, stage: retired }
              - { id: resets, match: "/resets/**", target: resets, stage: retired }
              - { id: speaks-garbage, match: "/speaks-garbage/**", target: speaks-garbage, stage: retired }
              - { id: breaks-off, match: "/breaks-off/**", target: breaks-off, stage: retired }
              - { id: grows-old, match: "/grows-old/**", target: grows-old, stage: retired }
            """
                .formatted(refusing, NO_NAME, full.port(), sound.url(), sick.url(), mute.getLocalPort()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.awaitNothingOpen();
    entry.close();
    closed.close();
    mute.close();
    full.close();
    sick.close();
    sound.close();
  }
  @ParameterizedTest
  @CsvSource({
    "/refused, 502, refused",
    "/unknown, 502, unresolved",
    "/full, 504, connect-timeout",
    "/mute, 504, connect-timeout",
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

  /** What the path begins with is how. */
  private static void failsItsOwnWay(RawUpstream.Request request, Socket socket, OutputStream out)
      throws IOException {
    switch (request.target().split("/")[1]) {
      case "resets" -> socket.close();
      case "speaks-garbage" -> RawUpstream.raw(out, "SSH-2.0-OpenSSH_9.2\r\n");
      case "breaks-off" -> {
        RawUpstream.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbr");
        socket.close();
      }
      default -> throw new IllegalArgumentException(request.target());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/resets/", "/speaks-garbage/", "/breaks-off/"})
  void anUrlThatIsReachedAndFailsIsSetAsideToo(String path) throws Exception {
    assumeTrue(entryUnderTest == Entry.RELAY, "the other entry takes turns");
    sound.script((request, socket, out) -> RawUpstream.send(out, 200, "", "sound"));
    int failed = 0;
    for (int i = 0; i < 100; i++) {
      String request = "POST " + path + i + " HTTP/1.1\r\nHost: s\r\nContent-Length: 0\r\n";
      failed += entry.raw(request + "Connection: close\r\n\r\n").endsWith("sound") ? 0 : 1;
    }
    // Three each time, and it rests for longer each time.
    assertThat(failed).isBetween(3, 9);
  }

  @Test
  void whatIsSentAgainGoesToAnotherUrl() throws Exception {
    assumeTrue(entryUnderTest == Entry.RELAY, "the other entry takes turns");
    sound.script((request, socket, out) -> RawUpstream.send(out, 200, "", "sound"));
    Set<Socket> used = ConcurrentHashMap.newKeySet();
    sick.script(
        (request, socket, out) -> {
          if (used.add(socket)) {
            RawUpstream.send(out, 200, "", "sick");
          } else {
            socket.close();
          }
        });
    try {
      for (int i = 0; i < 60; i++) {
        assertThat(entry.get("/grows-old/" + i).statusCode()).isEqualTo(200);
      }
    } finally {
      sick.script(UnreachableUpstreamIT::failsItsOwnWay);
    }
    assertThat(sick.requests().stream().filter(it -> it.target().startsWith("/grows-old")))
        .hasSizeGreaterThan(used.size())
        .extracting(RawUpstream.Request::target)
        .doesNotHaveDuplicates();
  }
}
