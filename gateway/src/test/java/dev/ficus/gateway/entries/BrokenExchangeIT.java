package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client gets, and what is reported, when an upstream or the client breaks off. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenExchangeIT {

  @Parameter private Entry entryUnderTest;

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private RawUpstream legacy;
  private RawUpstream target;
  private RawUpstream fresh;
  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    fresh = RawUpstream.answering("fresh");
    entry =
        TestEntry.start(
            kind,
            """
            default: monolith
            upstreams:
              monolith: { url: "%s", pool: { maxIdle: 1s } }
              fresh: { url: "%s", responseTimeout: 5s, idleTimeout: 300ms, totalTimeout: 10s, pool: { maxIdle: 1s } }
              short: { url: "%s", totalTimeout: 400ms, idleTimeout: 0s, pool: { maxIdle: 1s } }
              once: { url: "%s", pool: { maxIdle: 1s } }
              narrow: { url: "%s", pool: { maxConnections: 1, maxPending: 1, maxIdle: 1s } }
              few: { url: "%s", pool: { maxConnections: 2, maxIdle: 1s } }
            routes:
              - { id: once, match: "/never-asked-before", target: once, stage: live, fallback: never }
              - { id: cut, match: "/cut", target: fresh, stage: live, fallback: never }
              - { id: plain, match: "/plain/**", target: fresh, stage: live, fallback: never }
              - { id: safe, match: "GET /safe/**", target: fresh, stage: live }
              - { id: short, match: "/short/**", target: short, stage: live, fallback: never }
              - { id: narrow, match: "GET /narrow/**", target: narrow, stage: live, fallback: never }
              - { id: few, match: "GET /few/**", target: few, stage: live }
            """
                .formatted(
                    legacy.url(),
                    target.url(),
                    target.url(),
                    fresh.url(),
                    target.url(),
                    target.url()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.awaitNothingOpen();
    entry.close();
    legacy.close();
    target.close();
    fresh.close();
  }

  @BeforeEach
  void reset() {
    legacy.forget();
    target.forget();
    target.script((request, socket, out) -> RawUpstream.send(out, 200, "", "target"));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n";
  }

  /** What was reported of the one request for a path. */
  private TestEntry.Completed reported(String path) {
    return entry.completed(path);
  }

  @Test
  void chunkedBodyThatBreaksOffIsNeverEndedAsComplete() throws Exception {
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, CHUNKED + "5\r\nhello\r\n");
          socket.close();
        });
    String answer = entry.raw(get("/cut"));
    assertThat(answer).contains("hello").doesNotContain("0\r\n\r\n");
    assertThat(reported("/cut"))
        .isEqualTo(new TestEntry.Completed("/cut", "cut", Side.TARGET, 200, "broken-body", false));
    assertThat(entry.routing().snapshot().active("cut").counts().target()).isZero();
  }

  @Test
  void bodyShorterThanItsLengthEndsTheConnection() throws Exception {
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
          socket.close();
        });
    assertThat(entry.raw(get("/plain/short-length")))
        .contains("Content-Length: 10")
        .endsWith("\r\n\r\nhello");
    assertThat(reported("/plain/short-length").outcome()).isEqualTo("broken-body");
  }

  @Test
  void badChunkEndsTheConnection() throws Exception {
    target.script((request, socket, out) -> RawUpstream.raw(out, CHUNKED + "5\r\nhello\r\nzz\r\n"));
    assertThat(entry.raw(get("/plain/bad-chunk"))).contains("hello").doesNotContain("0\r\n\r\n");
    assertThat(reported("/plain/bad-chunk").outcome()).isEqualTo("broken-body");
  }

  @Test
  void clientOfHttp10SeesAResetWhereTheEndOfTheConnectionIsTheEndOfTheBody() throws Exception {
    CountDownLatch passed = new CountDownLatch(1);
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, CHUNKED + "5\r\nhello\r\n");
          assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
          socket.close();
        });
    try (RawClient client = entry.connect()) {
      client.write("GET /plain/http10 HTTP/1.0\r\nHost: shop\r\n\r\n");
      client.until("hello");
      passed.countDown();
      client.rest();
      assertThat(client.wasReset()).isTrue();
    }
  }

  @Test
  void stalledBodyIsAborted() throws Exception {
    target.script((request, socket, out) -> RawUpstream.raw(out, CHUNKED + "5\r\nhello\r\n"));
    assertThat(entry.raw(get("/plain/stalled"))).contains("hello").doesNotContain("0\r\n\r\n");
    assertThat(reported("/plain/stalled").outcome()).isEqualTo("stalled");
  }

  @Test
  void totalTimeoutEndsABodyThatNeverPauses() throws Exception {
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, CHUNKED);
          while (true) {
            RawUpstream.raw(out, "1\r\nx\r\n");
          }
        });
    assertThat(entry.raw(get("/short/endless"))).doesNotContain("0\r\n\r\n");
    assertThat(reported("/short/endless").outcome()).isEqualTo("total-timeout");
  }

  @Test
  void totalTimeoutBeforeTheHeadIsAGatewayTimeout() throws Exception {
    target.script((request, socket, out) -> {});
    HttpResponse<String> response = entry.get("/short/headless");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.body()).contains("total-timeout");
  }

  @Test
  void bodyThatFailsBeforeItsFirstByteFallsBack() throws Exception {
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(out, "HTTP/1.1 200 OK\r\nX-Bad: 1\r\nContent-Length: 10\r\n\r\n");
          socket.close();
        });
    HttpResponse<String> response = entry.get("/safe/bodyless");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(response.headers().firstValue("X-Bad")).isEmpty();
    assertThat(reported("/safe/bodyless"))
        .isEqualTo(new TestEntry.Completed("/safe/bodyless", "safe", Side.LEGACY, 200, "ok", true));
  }

  @Test
  void discardedAnswerThatStallsGivesItsConnectionBack() throws Exception {
    target.script(
        (request, socket, out) ->
            RawUpstream.raw(out, "HTTP/1.1 503 Down\r\nContent-Length: 10\r\n\r\nhel"));
    for (int i = 0; i < 2; i++) {
      assertThat(entry.get("/few/stalls").body()).isEqualTo("legacy");
    }
    target.script((request, socket, out) -> RawUpstream.send(out, 200, "", "target"));
    // All connections are taken, so it waits until one of the two is given up.
    assertThat(entry.get("/few/after").body()).isEqualTo("target");
  }

  @Test
  void oversizedHeadIsABadGateway() throws Exception {
    String large = "X-Large: " + "x".repeat(70_000) + "\r\n";
    target.script((request, socket, out) -> RawUpstream.send(out, 200, large, ""));
    HttpResponse<String> response = entry.get("/plain/large-head");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).contains("oversized-head");
  }

  @Test
  void fullPoolAnswersAtOnceAndSaysWhenToComeBack() throws Exception {
    Semaphore go = new Semaphore(0);
    target.script(
        (request, socket, out) -> {
          assertThat(go.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
          RawUpstream.send(out, 200, "", "target");
        });
    try (RawClient served = entry.connect();
        RawClient waiting = entry.connect();
        RawClient tooMuch = entry.connect()) {
      served.write(get("/narrow/1"));
      Awaitility.await().until(() -> target.requests().size() == 1);
      waiting.write(get("/narrow/2"));
      tooMuch.write(get("/narrow/3"));
      // One of the two waits and the other is refused, in whichever order they came in.
      TestEntry.Completed refused =
          Awaitility.await()
              .until(
                  () ->
                      entry.completed().stream().filter(it -> "narrow".equals(it.route())).toList(),
                  ended -> !ended.isEmpty())
              .getFirst();
      assertThat(refused.outcome()).isEqualTo("pending-limit");
      assertThat(refused.status()).isEqualTo(503);
      go.release(2);
      assertThat(served.until("target")).startsWith("HTTP/1.1 200");
      List<String> heads = List.of(waiting.until("\r\n\r\n"), tooMuch.until("\r\n\r\n"));
      assertThat(heads)
          .anySatisfy(
              head ->
                  assertThat(head)
                      .startsWith("HTTP/1.1 503")
                      .containsPattern("(?i)\r\nRetry-After: [1-9]\\d*\r\n"));
      // The pool of the other entry may refuse both of two that come at the same time.
      if (entryUnderTest == Entry.RELAY) {
        assertThat(heads).anySatisfy(head -> assertThat(head).startsWith("HTTP/1.1 200"));
      }
    }
  }

  @Test
  void staleConnectionIsNoFailureOfASafeRequest() throws Exception {
    Set<Object> used = ConcurrentHashMap.newKeySet();
    Semaphore stale = new Semaphore(0);
    target.script(
        (request, socket, out) -> {
          if (used.add(socket)) {
            RawUpstream.send(out, 200, "", "target");
          } else {
            stale.release();
            socket.close();
          }
        });
    for (int i = 0; i < 20 && !stale.tryAcquire(); i++) {
      assertThat(entry.get("/plain/stale").statusCode()).isEqualTo(200);
    }
    assertThat(used.size()).isLessThan(20);
  }

  @Test
  void writeOnAStaleConnectionReachesTheUpstreamOnce() throws Exception {
    Set<Object> used = ConcurrentHashMap.newKeySet();
    target.script(
        (request, socket, out) -> {
          if (used.add(socket)) {
            RawUpstream.send(out, 200, "", "target");
          } else {
            socket.close();
          }
        });
    int sent = 0;
    int failed = 0;
    while (failed == 0 && sent < 20) {
      sent++;
      failed += entry.post("/plain/stale-write", "precious").statusCode() == 502 ? 1 : 0;
    }
    assertThat(failed).isEqualTo(1);
    assertThat(target.requests()).hasSize(sent);
  }

  @Test
  void resetOfAFreshConnectionIsNotTriedAgain() throws Exception {
    fresh.script((request, socket, out) -> socket.close());
    // By hand: the JDK's client would send a GET again by itself.
    String answer =
        entry.raw("GET /never-asked-before HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 502");
    assertThat(fresh.requests()).hasSize(1);
  }

  @Test
  void clientThatLeavesBeforeTheHeadEndsTheUpstreamCall() throws Exception {
    Semaphore ended = new Semaphore(0);
    CountDownLatch asked = new CountDownLatch(1);
    target.script(
        (request, socket, out) -> {
          asked.countDown();
          if (socket.getInputStream().read() < 0) {
            ended.release();
          }
        });
    try (RawClient client = entry.connect()) {
      client.write(get("/plain/left-early"));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ended.tryAcquire(2, TimeUnit.SECONDS)).isTrue();
    assertThat(reported("/plain/left-early").outcome()).isEqualTo("client-gone");
    assertThat(reported("/plain/left-early").status()).isEqualTo(499);
  }

  @Test
  void clientThatLeavesInMidBodyIsNotTheUpstreamsFailure() throws Exception {
    Semaphore ended = new Semaphore(0);
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(
              out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
          if (socket.getInputStream().read() < 0) {
            ended.release();
          }
        });
    try (RawClient client = entry.connect()) {
      client.write(get("/plain/left-late"));
      client.until("data: 1\n\n");
    }
    assertThat(ended.tryAcquire(2, TimeUnit.SECONDS)).isTrue();
    assertThat(reported("/plain/left-late").outcome()).isEqualTo("client-gone");
  }

  @Test
  void uploadThatBreaksOffDoesNotLookCompleteToTheUpstream() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(
          "POST /plain/cut-upload HTTP/1.1\r\n"
              + "Host: shop\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "5\r\n"
              + "hello\r\n");
      Awaitility.await().until(() -> target.heads().size() == 1);
    }
    assertThat(reported("/plain/cut-upload").outcome()).isEqualTo("client-gone");
    Awaitility.await().until(() -> target.brokenOff().size() == 1);
    assertThat(target.brokenOff().getFirst().body()).asString().isEqualTo("hello");
    assertThat(target.requests()).isEmpty();
  }
}
