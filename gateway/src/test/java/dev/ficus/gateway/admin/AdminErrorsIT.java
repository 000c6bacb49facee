package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.bare;
import static dev.ficus.gateway.admin.AdminServer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller can get wrong, and that it is told as a problem. */
class AdminErrorsIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(AdminServer.store.events()).isEmpty();
    assertThat(AdminServer.active("search").stage()).isEqualTo(Stage.LEGACY);
  }

  private static void isProblem(AdminServer.Reply reply, int status, String problem) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("status").intValue()).isEqualTo(status);
    assertThat(reply.json().path("type").asString())
        .isEqualTo("https://ficus.dev/problems/" + problem);
    assertThat(reply.json().path("title").asString()).isNotEmpty();
    assertThat(reply.text()).doesNotContain("Exception").doesNotContain("<html");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'stage':            | not JSON",
        "[]                   | no JSON object",
        "'live'               | no JSON object",
        "{'stage':'live'} x   | not JSON",
        "{'stage':'live','stage':'legacy'} | Duplicate",
        "{'stge':'live'}      | did you mean 'stage'?",
        "{'stage':7}          | is a number (expected: text)",
        "{}                   | 'stage' is missing",
        "{'stage':null}       | 'stage' is missing",
        "{'stage':'lve'}      | did you mean 'live'?",
        "{'stage':'canary','weight':'ten'} | expected: a percentage",
        "{'stage':'canary','weight':101}   | expected: 0% to 100%",
        "{'stage':'canary','weight':1e999999} | expected: a percentage",
        "{'stage':'canary','weight':[10]}  | is a list",
        "{'stage':'live','force':'yes'}    | expected: true or false",
        "{'stage':'live','reason':{}}      | is an object",
      })
  void aBodyThatCannotBeReadIsToldWhy(String json, String detail) {
    AdminServer.Reply reply = call("PUT", "/routes/search/stage").json(json).send();

    isProblem(reply, 400, "malformed-request");
    assertThat(reply.detail()).contains(detail);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    AdminServer.Reply reply =
        call("PUT", "/routes/search/stage").json("{'stge':'live','force':1,'a/b':2}").send();

    assertThat(reply.json().path("errors").size()).isEqualTo(4);
    assertThat(reply.json().path("errors").get(1).path("pointer").asString()).isEqualTo("/a~1b");
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

    isProblem(
        call("PUT", "/routes/search/stage").raw("application/json", deep).send(),
        400,
        "malformed-request");
  }

  @Test
  void aReasonIsNoNovel() {
    isProblem(
        call("POST", "/routes/search/promote")
            .json("{'reason':'" + "x".repeat(1_001) + "'}")
            .send(),
        400,
        "malformed-request");
  }

  @Test
  void aHugeBodyIsRefusedWhetherItSaysItsLengthOrNot() {
    byte[] huge = new byte[(256 << 10) + 1];
    Arrays.fill(huge, (byte) ' ');

    isProblem(
        call("PUT", "/routes/search/stage")
            .body("application/json", HttpRequest.BodyPublishers.ofByteArray(huge))
            .send(),
        413,
        "too-large");
    isProblem(
        call("PUT", "/routes/search/stage")
            .body(
                "application/json",
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge)))
            .send(),
        413,
        "too-large");
  }

  @Test
  void aTextToValidateMayBeLarger() {
    byte[] text = new byte[8 << 20];
    Arrays.fill(text, (byte) ' ');
    byte[] huge = Arrays.copyOf(text, text.length + 1);

    assertThat(
            call("POST", "/config/validate")
                .body("application/yaml", HttpRequest.BodyPublishers.ofByteArray(text))
                .send()
                .status())
        .isEqualTo(200);
    isProblem(
        call("POST", "/config/validate")
            .body("application/yaml", HttpRequest.BodyPublishers.ofByteArray(huge))
            .send(),
        413,
        "too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "nonsense"})
  void anotherContentTypeIsRefused(String type) {
    AdminServer.Reply reply =
        call("PUT", "/routes/search/stage").raw(type, "{\"stage\":\"live\"}").send();

    isProblem(reply, 415, "unsupported-media-type");
    assertThat(reply.header("Accept")).isEqualTo("application/json");
    isProblem(
        call("POST", "/config/validate").raw("application/json", "{}").send(),
        415,
        "unsupported-media-type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE  | /routes/search         | GET, HEAD",
        "GET     | /routes/search/stage   | PUT",
        "GET     | /routes/search/promote | POST",
        "PUT     | /tokens                | GET, HEAD, POST",
        "OPTIONS | /routes                | GET, HEAD",
      })
  void aMethodThatIsNotForThePathIsToldWhichIs(String method, String path, String allow) {
    AdminServer.Reply reply = call(method, path).send();

    isProblem(reply, 405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/nope.js",
        "/DashboardFiles.class",
        "/lib/lit/../lit/package.json",
        "/admin",
        "/admin/v1",
        "/admin/v1/nope",
        "/admin/v1/routes/",
        "/admin/v1/routes/search/nope",
        "/admin/v2/routes",
        "/webjars/x.js"
      })
  void anUnknownPathIs404WhoeverAsks(String path) {
    isProblem(bare("GET", path).send(), 404, "unknown-path");
    isProblem(bare("POST", path).token(AdminServer.SECRET).send(), 404, "unknown-path");
  }

  @Test
  void healthStaysWhereItIs() {
    assertThat(bare("GET", "/actuator/health").send().status()).isEqualTo(200);
  }

  @Test
  void thePublicPortKnowsNothingOfIt() throws IOException, InterruptedException {
    HttpResponse<String> reply =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:" + AdminServer.publicPort() + "/admin/v1/routes"))
                    .header("Authorization", "Bearer " + AdminServer.SECRET)
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).doesNotContain("ficus.dev");
  }

  @Test
  void answersAreNotCachedFramedOrShared() {
    for (AdminServer.Reply reply :
        new AdminServer.Reply[] {
          call("GET", "/routes").header("Origin", "https://evil.example").send(),
          bare("GET", "/nope").header("Origin", "https://evil.example").send()
        }) {
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
      assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void aPreflightIsRefused() {
    AdminServer.Reply reply =
        bare("OPTIONS", "/admin/v1/routes")
            .header("Origin", "https://evil.example")
            .header("Access-Control-Request-Method", "GET")
            .send();

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audit?limit=0",
        "/audit?limit=1001",
        "/audit?limit=x",
        "/audit?limt=5",
        "/audit?limit=1&limit=2",
        "/routes?token=x"
      })
  void aParameterThatIsNotUnderstoodIsRefused(String path) {
    isProblem(call("GET", path).send(), 400, "malformed-request");
  }
}
