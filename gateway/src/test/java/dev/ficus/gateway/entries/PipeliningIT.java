package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One connection carries request after request, whichever entry each of them takes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipeliningIT {

  private RawUpstream upstream;
  private TestEntry entry;

  @BeforeAll
  void start() throws Exception {
    upstream = RawUpstream.answering("");
    entry =
        TestEntry.start(
            Entry.RELAY,
            """
            default: monolith
            upstreams: { monolith: { url: "%s" } }
            routes:
              - { id: filtered, match: "/filtered/**", target: monolith, stage: live, filters: [ "AddRequestHeader=X-Via, ficus" ] }
              - { id: fixed, match: "/fixed", stage: live, target: { respond: { status: 410, contentType: text/plain, body: gone } } }
            """
                .formatted(upstream.url()));
  }

  @AfterAll
  void stop() throws Exception {
    entry.close();
    upstream.close();
  }

  @BeforeEach
  void reset() {
    upstream.requests().clear();
    upstream.script(
        (request, socket, out) ->
            RawUpstream.send(
                out, 200, "", "<" + request.target() + " " + new String(request.body()) + ">"));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: shop\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String chunked(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  @Test
  void answersComeInTheOrderOfTheRequestsThroughBothEntries() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(
          get("/1")
              + post("/filtered/2", "two")
              + chunked("/3", "three")
              + get("/fixed")
              + chunked("/filtered/4", "four")
              + get("/filtered/5")
              + post("/6", "six")
              + get("/end"));
      String answers = client.until("</end >");
      assertThat(answers.replaceAll("(?s)HTTP/1.1 .*?\r\n\r\n", " "))
          .isEqualTo(
              " </1 > </filtered/2 two> </3 three> gone </filtered/4 four> </filtered/5 > </6 six>"
                  + " </end >");
    }
  }

  @Test
  void nextRequestWaitsForTheAnswerBefore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    upstream.script(
        (request, socket, out) -> {
          if (request.target().equals("/slow")) {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
          }
          RawUpstream.send(out, 200, "", "<" + request.target() + ">");
        });
    try (RawClient client = entry.connect()) {
      client.write(get("/slow") + post("/next", "x"));
      Awaitility.await().until(() -> upstream.requests().size() == 1);
      go.countDown();
      assertThat(client.until("</next>")).contains("</slow>");
    }
  }

  @Test
  void requestsThatCameInPiecesAreReadAllTheSame() throws Exception {
    try (RawClient client = entry.connect()) {
      for (byte octet : (chunked("/pieces", "some body") + get("/filtered/x")).getBytes()) {
        client.write(new byte[] {octet});
      }
      assertThat(client.until("</filtered/x >")).contains("</pieces some body>");
    }
  }

  @Test
  void whatIsPipelinedBehindACloseIsNotCarriedOut() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(
          "GET /last HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n" + post("/never", "x"));
      assertThat(client.rest()).endsWith("</last >");
    }
    assertThat(upstream.onlyRequest().target()).isEqualTo("/last");
  }

  @Test
  void connectionsToTheUpstreamAreUsedAgain() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(get("/1"));
      client.until("</1 >");
      int open = entry.relay().upstreamCount();
      for (int i = 0; i < 50; i++) {
        client.write(get("/again"));
        client.until("</again >");
      }
      assertThat(entry.relay().upstreamCount()).isEqualTo(open);
    }
  }

  @Test
  void oldClientKeepsItsConnectionOnlyIfItAsks() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write("GET /old HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.until("</old >")).contains("Connection: keep-alive");
      client.write("GET /old HTTP/1.0\r\nHost: shop\r\n\r\n");
      assertThat(client.rest()).contains("Connection: close").endsWith("</old >");
    }
  }

  @Test
  void earlyAnswerLeavesTheConnectionUsableOnceTheBodyIsRead() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write("POST /fixed HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbo");
      assertThat(client.rest()).startsWith("HTTP/1.1 410").contains("Connection: close");
    }
  }
}
