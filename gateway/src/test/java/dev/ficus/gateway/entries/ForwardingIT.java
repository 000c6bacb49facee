package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a request becomes on its way through, and its answer on the way back. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardingIT {

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private RawUpstream legacy;
  private RawUpstream target;
  private TestGateway gateway;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    int nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    gateway =
        TestGateway.start(
            kind,
            directory.resolve(kind.name()),
            """
            default: monolith
            upstreams:
              monolith: { url: "%s" }
              fresh: { url: "%s", responseTimeout: 500ms, headers: { set: { X-Api-Key: k1 }, remove: [ X-Secret ] } }
              nobody: { url: "http://localhost:%d" }
            routes:
              - { id: plain, match: "GET /plain/**", target: fresh, stage: live }
              - { id: write, match: "POST /write", target: fresh, stage: live }
              - { id: refused, match: "/refused/**", target: nobody, stage: live }
              - { id: last, match: "/last", target: nobody, stage: retired }
              - { id: lenient, match: "GET /lenient", target: fresh, stage: live, fallback: { mode: safe, alsoOn: [ 404 ] } }
              - { id: never, match: "GET /never", target: fresh, stage: live, fallback: never }
              - id: moved
                match: "/api/orders/{*rest}"
                target: fresh
                stage: live
                rewrite: { path: "/orders/{*rest}", query: { size: "{query.limit}" } }
              - { id: own, match: "GET /own", target: { respond: { status: 410, contentType: text/plain, body: gone } }, stage: live }
              - { id: canary, match: "GET /canary", target: fresh, stage: canary, canary: { weight: "50%%", stickyBy: [ "header:X-User-Id", "assigned-cookie" ] } }
              - { id: inside, match: "GET /inside", target: fresh, listener: internal }
              - { id: filtered, match: "GET /filtered/**", target: fresh, stage: live, filters: [ "AddRequestHeader=X-Via, ficus", "AddResponseHeader=X-Seen, yes", "StripPrefix=1", "SetStatus=203" ] }
            """
                .formatted(legacy.url(), target.url(), nobody));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    gateway.close();
    legacy.close();
    target.close();
  }

  @BeforeEach
  void reset() {
    legacy.requests().clear();
    target.requests().clear();
    legacy.script((request, socket, out) -> RawUpstream.send(out, 200, "", "legacy"));
    target.script((request, socket, out) -> RawUpstream.send(out, 200, "", "target"));
  }

  @Test
  void unclaimedRequestsGoToTheDefaultUpstream() throws Exception {
    HttpResponse<String> response = gateway.get("/anything?a=1&a=2&b");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(response.headers().firstValue("Ficus-Upstream")).contains("legacy");
    assertThat(response.headers().firstValue("Ficus-Route")).isEmpty();
    assertThat(legacy.onlyRequest().target()).isEqualTo("/anything?a=1&a=2&b");
  }

  @Test
  void adminPathsOfTheMainPortBelongToTheMonolith() throws Exception {
    assertThat(gateway.get("/admin/v1/routes").body()).isEqualTo("legacy");
    assertThat(gateway.get("/actuator/health").body()).isEqualTo("legacy");
  }

  @Test
  void unknownPathOfTheManagementPortIsNotForwarded() throws Exception {
    HttpResponse<String> response =
        TestGateway.send(
            HttpRequest.newBuilder(
                    URI.create("http://localhost:" + gateway.managementPort() + "/plain/x"))
                .build());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(legacy.requests()).isEmpty();
    assertThat(target.requests()).isEmpty();
  }

  @Test
  void debugHeadersNameRouteSideAndStage() throws Exception {
    target.script(
        (request, socket, out) ->
            RawUpstream.send(out, 200, "Ficus-Upstream: forged\r\nFicus-Route: forged\r\n", "x"));
    HttpResponse<String> response = gateway.get("/plain/x");
    assertThat(response.headers().allValues("Ficus-Upstream")).containsExactly("target");
    assertThat(response.headers().allValues("Ficus-Route")).containsExactly("plain");
    assertThat(response.headers().allValues("Ficus-Stage")).containsExactly("live");
  }

  @Test
  void pathAndQueryStayByteForByte() throws Exception {
    gateway.get("/plain/%C3%A4%20b/;v=1/%2e%2E%41?q=%20&r=a+b");
    assertThat(target.onlyRequest().target())
        .isEqualTo("/plain/%C3%A4%20b/;v=1/%2e%2E%41?q=%20&r=a+b");
  }

  @Test
  void pathThatMeansTwoPlacesIsRefused() throws Exception {
    String answer =
        gateway.raw("GET /plain/%2e%2e/own HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(target.requests()).isEmpty();
    assertThat(legacy.requests()).isEmpty();
  }

  @Test
  void hopByHopHeadersStayBehindAndForwardedOnesAreSet() throws Exception {
    gateway.raw(
        """
        GET /plain/x HTTP/1.1\r
        Host: shop.example\r
        Connection: close, X-Hop\r
        X-Hop: 1\r
        Keep-Alive: timeout=5\r
        TE: trailers\r
        Proxy-Authorization: secret\r
        X-Forwarded-For: 6.6.6.6\r
        X-Forwarded-Host: evil.example\r
        Forwarded: for=6.6.6.6\r
        Ficus-Shadow: true\r
        X-Secret: s\r
        X-Two: a\r
        X-Two: b\r
        \r
        """);
    RawUpstream.Request request = target.onlyRequest();
    assertThat(request.headers("X-Hop")).isEmpty();
    assertThat(request.headers("Keep-Alive")).isEmpty();
    assertThat(request.headers("Proxy-Authorization")).isEmpty();
    assertThat(request.headers("Ficus-Shadow")).isEmpty();
    assertThat(request.headers("X-Secret")).isEmpty();
    assertThat(request.headers("TE")).containsExactly("trailers");
    assertThat(request.headers("X-Two")).containsExactly("a", "b");
    assertThat(request.headers("X-Api-Key")).containsExactly("k1");
    assertThat(request.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(request.headers("X-Forwarded-Host")).containsExactly("shop.example");
    assertThat(request.headers("X-Forwarded-Proto")).containsExactly("http");
    assertThat(request.headers("Forwarded"))
        .containsExactly("for=127.0.0.1;proto=http;host=shop.example");
    assertThat(request.headers("Host")).containsExactly(target.authority());
  }

  @Test
  void legacyKeepsTheClientsHost() throws Exception {
    gateway.raw("GET /page HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
    assertThat(legacy.onlyRequest().headers("Host")).containsExactly("shop.example");
  }

  @Test
  void responseHopByHopHeadersStayBehind() throws Exception {
    target.script(
        (request, socket, out) ->
            RawUpstream.send(
                out, 200, "Connection: X-Internal\r\nX-Internal: 1\r\nX-Kept: 2\r\n", "x"));
    HttpResponse<String> response = gateway.get("/plain/x");
    assertThat(response.headers().firstValue("X-Internal")).isEmpty();
    assertThat(response.headers().firstValue("X-Kept")).contains("2");
  }

  @Test
  void refusedConnectionFallsBackEvenForWrites() throws Exception {
    HttpResponse<String> response = gateway.post("/refused/x", "precious");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(response.headers().firstValue("Ficus-Upstream")).contains("legacy");
    assertThat(legacy.onlyRequest().body()).asString().isEqualTo("precious");
  }

  @Test
  void retiredRouteNeverFallsBack() throws Exception {
    HttpResponse<String> response = gateway.get("/last");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(legacy.requests()).isEmpty();
  }

  @Test
  void safeRequestFallsBackAfterReset() throws Exception {
    target.script((request, socket, out) -> socket.close());
    assertThat(gateway.get("/plain/x").body()).isEqualTo("legacy");
    assertThat(target.requests()).as("tried once more on a fresh connection").hasSize(2);
  }

  @Test
  void writeReachesAServerAtMostOnce() throws Exception {
    target.script((request, socket, out) -> socket.close());
    HttpResponse<String> response = gateway.post("/write", "precious");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(target.requests()).hasSize(1);
    assertThat(legacy.requests()).isEmpty();
  }

  @Test
  void safeRequestFallsBackOnFailingStatus() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 503, "X-Bad: 1\r\n", "broken"));
    HttpResponse<String> response = gateway.get("/plain/x");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(response.headers().firstValue("X-Bad")).isEmpty();
  }

  @Test
  void writeGetsTheFailingStatus() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 503, "", "broken"));
    HttpResponse<String> response = gateway.post("/write", "precious");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("broken");
    assertThat(legacy.requests()).isEmpty();
  }

  @Test
  void fallbackAlsoOnNamedStatuses() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 404, "", "not here"));
    assertThat(gateway.get("/lenient").body()).isEqualTo("legacy");
    assertThat(gateway.get("/plain/x").statusCode()).isEqualTo(404);
  }

  @Test
  void fallbackNeverMeansNever() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 503, "", "broken"));
    assertThat(gateway.get("/never").statusCode()).isEqualTo(503);
    assertThat(legacy.requests()).isEmpty();
  }

  @Test
  void slowHeadIsATimeout() throws Exception {
    target.script((request, socket, out) -> {});
    HttpResponse<String> response = gateway.get("/never");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.body()).contains("response-timeout");
  }

  @Test
  void garbageHeadIsABadGateway() throws Exception {
    target.script((request, socket, out) -> RawUpstream.raw(out, "SSH-2.0-OpenSSH\r\n\r\n"));
    assertThat(gateway.get("/never").statusCode()).isEqualTo(502);
  }

  @Test
  void rewrittenPathIsMappedBack() throws Exception {
    target.script(
        (request, socket, out) ->
            RawUpstream.send(
                out,
                201,
                "Location: http://"
                    + target.authority()
                    + "/orders/17?x=1\r\nSet-Cookie: a=b; Path=/orders/17; HttpOnly\r\n",
                ""));
    HttpResponse<String> response = gateway.get("/api/orders/a%20b/c?limit=5&size=1&z=%7E");
    assertThat(target.onlyRequest().target()).isEqualTo("/orders/a%20b/c?limit=5&z=%7E&size=5");
    assertThat(response.headers().firstValue("Location"))
        .contains("http://localhost:" + gateway.port() + "/api/orders/17?x=1");
    assertThat(response.headers().firstValue("Set-Cookie"))
        .contains("a=b; Path=/api/orders/17; HttpOnly");
  }

  @Test
  void fixedResponseAnswersByItself() throws Exception {
    HttpResponse<String> response = gateway.get("/own");
    assertThat(response.statusCode()).isEqualTo(410);
    assertThat(response.body()).isEqualTo("gone");
    assertThat(target.requests()).isEmpty();
  }

  @Test
  void cohortCookieIsSetOnceAndDecides() throws Exception {
    HttpResponse<String> first = gateway.get("/canary");
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("ficus-cohort=")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Lax");
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> again =
          gateway.get("/canary", "Cookie", cookie.substring(0, cookie.indexOf(';')));
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void internalRouteAnswersOnTheInternalPortOnly() throws Exception {
    int internal = gateway.internalPort();
    HttpResponse<String> inside =
        TestGateway.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + internal + "/inside")).build());
    assertThat(inside.body()).isEqualTo("target");
    assertThat(gateway.get("/inside").body()).isEqualTo("legacy");
    HttpResponse<String> unknown =
        TestGateway.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + internal + "/page")).build());
    assertThat(unknown.statusCode()).isEqualTo(404);
  }

  @Test
  void springCloudGatewayFiltersWork() throws Exception {
    HttpResponse<String> response = gateway.get("/filtered/a?b=c");
    assertThat(response.statusCode()).isEqualTo(203);
    assertThat(response.headers().firstValue("X-Seen")).contains("yes");
    assertThat(target.onlyRequest().target()).isEqualTo("/a?b=c");
    assertThat(target.onlyRequest().headers("X-Via")).containsExactly("ficus");
  }

  @Test
  void fallbackOfAFilteredRouteStartsFromTheOriginalRequest() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 502, "", ""));
    HttpResponse<String> response = gateway.get("/filtered/a?b=c");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(legacy.onlyRequest().target()).isEqualTo("/filtered/a?b=c");
    assertThat(legacy.onlyRequest().headers("X-Via")).isEmpty();
  }

  @Test
  void headHasLengthAndNoBody() throws Exception {
    target.script(
        (request, socket, out) ->
            RawUpstream.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"));
    String answer = gateway.raw("HEAD /plain/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-length: 1234");
    assertThat(answer).endsWith("\r\n\r\n");
  }

  @Test
  void noContentAndNotModifiedHaveNoBody() throws Exception {
    for (int status : List.of(204, 304)) {
      target.script(
          (request, socket, out) ->
              RawUpstream.raw(out, "HTTP/1.1 " + status + " X\r\nETag: \"e\"\r\n\r\n"));
      String answer = gateway.raw("GET /plain/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n");
    }
  }

  @Test
  void brokenBodyAbortsTheClientsConnection() throws Exception {
    target.script(
        (request, socket, out) -> {
          RawUpstream.raw(
              out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
          socket.close();
        });
    String answer = gateway.raw("GET /plain/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
  }
}
