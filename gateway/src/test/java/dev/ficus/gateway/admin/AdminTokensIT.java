package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.bare;
import static dev.ficus.gateway.admin.AdminServer.call;
import static dev.ficus.gateway.admin.AdminServer.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Stage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, and what. */
class AdminTokensIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  private static String make(String json) {
    AdminServer.Reply reply = call("POST", "/tokens").json(json).send();
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json().path("secret").asString();
  }

  private static void isUnauthorized(AdminServer.Reply reply) {
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.problem()).isEqualTo("unauthorized");
    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer realm=\"ficus\"");
  }

  @Test
  void nobodyGetsInWithoutAToken() {
    String path = "/admin/v1/routes";
    isUnauthorized(bare("GET", path).send());
    isUnauthorized(bare("GET", path).token("wrong").send());
    isUnauthorized(bare("GET", path).header("Authorization", "Bearer ").send());
    isUnauthorized(bare("GET", path).header("Authorization", "Basic dXNlcjpwYXNz").send());
    isUnauthorized(bare("GET", path).header("Authorization", AdminServer.SECRET).send());
    isUnauthorized(bare("GET", path).header("Cookie", "token=" + AdminServer.SECRET).send());
    isUnauthorized(bare("GET", path + "?access_token=" + AdminServer.SECRET).send());
    isUnauthorized(
        bare("GET", path)
            .another("Authorization", "Bearer wrong")
            .another("Authorization", "Bearer " + AdminServer.SECRET)
            .send());
    isUnauthorized(bare("PUT", "/admin/v1/routes/search/stage").json("{'stage':'live'}").send());
    assertThat(AdminServer.active("search").stage()).isEqualTo(Stage.LEGACY);
    assertThat(
            bare("GET", path)
                .header("Authorization", "bearer " + AdminServer.SECRET)
                .send()
                .status())
        .isEqualTo(200);
  }

  @Test
  void anExpiredTokenIsNone() {
    String secret = make("{'name':'ci','role':'viewer','expiresIn':'1h'}");
    assertThat(call("GET", "/routes").token(secret).send().status()).isEqualTo(200);

    AdminServer.clock.pass(Duration.ofHours(1));
    AdminServer.refreshTokens();

    AdminServer.Reply late = call("GET", "/routes").token(secret).send();
    isUnauthorized(late);
    assertThat(late.header("WWW-Authenticate")).contains("invalid_token");
    assertThat(
            call("GET", "/tokens")
                .send()
                .json()
                .path("tokens")
                .get(1)
                .path("expired")
                .booleanValue())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /routes/search/stage",
        "POST /routes/search/rollback",
        "POST /groups/orders/promote",
        "POST /config/take-files",
        "POST /tokens",
        "GET /tokens",
        "DELETE /tokens/x"
      })
  void aViewerOnlyReads(String operation) {
    String secret = make("{'name':'eve','role':'viewer'}");
    String[] parts = operation.split(" ");

    AdminServer.Reply reply =
        call(parts[0], parts[1]).token(secret).json("{'stage':'live'}").send();

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.problem()).isEqualTo("forbidden");
    assertThat(AdminServer.active("search").stage()).isEqualTo(Stage.LEGACY);
    assertThat(call("GET", "/config").token(secret).send().status()).isEqualTo(200);
    assertThat(call("POST", "/explain").token(secret).json("{'path':'/'}").send().status())
        .isEqualTo(200);
  }

  @Test
  void anOperatorCutsOverUnderItsOwnName() {
    String secret = make("{'name':'otto','role':'operator'}");

    assertThat(
            call("PUT", "/routes/search/stage")
                .token(secret)
                .json("{'stage':'live'}")
                .send()
                .status())
        .isEqualTo(200);

    assertThat(store.events().getFirst().who()).isEqualTo("otto");
    assertThat(call("GET", "/tokens").token(secret).send().status()).isEqualTo(403);
    assertThat(call("POST", "/config/take-files").token(secret).send().status()).isEqualTo(403);
  }

  @Test
  void aTokenOfAGroupCutsOverThatGroupOnly() {
    String secret = make("{'name':'orders-team','role':'admin','group':'orders'}");

    assertThat(
            call("PUT", "/groups/orders/stage")
                .token(secret)
                .json("{'stage':'live'}")
                .send()
                .status())
        .isEqualTo(200);
    assertThat(
            call("POST", "/routes/get-order/rollback")
                .token(secret)
                .json("{'force':true,'reason':'only this one'}")
                .send()
                .status())
        .isEqualTo(200);
    assertThat(call("POST", "/routes/search/promote").token(secret).send().status()).isEqualTo(403);
    assertThat(call("POST", "/config/take-files").token(secret).send().status()).isEqualTo(403);
    assertThat(
            call("POST", "/tokens")
                .token(secret)
                .json("{'name':'free','role':'admin'}")
                .send()
                .status())
        .isEqualTo(403);
    assertThat(call("DELETE", "/tokens/x").token(secret).send().status()).isEqualTo(403);
    assertThat(AdminServer.active("search").stage()).isEqualTo(Stage.LEGACY);
  }

  @Test
  void aSecretIsShownOnceAndKeptHashed() {
    AdminServer.Reply made =
        call("POST", "/tokens").json("{'name':'ci','role':'operator','reason':'deploys'}").send();

    String secret = made.json().path("secret").asString();
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/admin/v1/tokens/ci");
    assertThat(secret).startsWith("ficus_").hasSizeGreaterThan(40);
    assertThat(call("GET", "/tokens").send().text()).contains("\"ci\"").doesNotContain(secret);
    assertThat(store.all().getFirst().hash()).matches("[0-9a-f]{64}").doesNotContain(secret);
    assertThat(store.events().getFirst().what()).isEqualTo("token.created");
    assertThat(store.events().getFirst().reason()).isEqualTo("deploys");
    assertThat(store.events().getFirst().details()).containsEntry("role", "operator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'a b','role':'viewer'}",
        "{'name':'a'}",
        "{'role':'viewer'}",
        "{'name':'a','role':'root'}",
        "{'name':'a','role':'viewer','expiresIn':'soon'}",
        "{'name':'a','role':'viewer','expiresIn':'0s'}",
        "{'name':'a','role':'viewer','expires':'1h'}"
      })
  void aTokenThatMakesNoSenseIsNotMade(String json) {
    assertThat(call("POST", "/tokens").json(json).send().status()).isEqualTo(400);
    assertThat(store.all()).isEmpty();
  }

  @Test
  void aNameIsTakenOnce() {
    make("{'name':'ci','role':'viewer'}");

    for (String name : new String[] {"ci", "operator", "ficus", "file", "plan"}) {
      AdminServer.Reply again =
          call("POST", "/tokens").json("{'name':'" + name + "','role':'viewer'}").send();
      assertThat(again.status()).isEqualTo(409);
    }
    assertThat(store.all()).hasSize(1);
  }

  @Test
  void aDryRunMakesAndRevokesNothing() {
    AdminServer.Reply dry =
        call("POST", "/tokens?dryRun=true").json("{'name':'ci','role':'viewer'}").send();
    assertThat(dry.status()).isEqualTo(200);
    assertThat(dry.json().has("secret")).isFalse();
    assertThat(store.all()).isEmpty();

    make("{'name':'ci','role':'viewer'}");
    assertThat(call("DELETE", "/tokens/ci?dryRun=true").send().status()).isEqualTo(204);
    assertThat(store.all()).hasSize(1);
  }

  @Test
  void aRevokedTokenIsNoneAtOnce() {
    String secret = make("{'name':'ci','role':'viewer'}");

    String reason = "x".repeat(JsonBody.MAX_REASON);
    String path = "/tokens/ci?reason=" + reason;
    assertThat(call("DELETE", path + "x").send().status()).isEqualTo(400);
    assertThat(call("DELETE", path).send().status()).isEqualTo(204);

    isUnauthorized(call("GET", "/routes").token(secret).send());
    assertThat(store.events().getFirst().what()).isEqualTo("token.revoked");
    assertThat(store.events().getFirst().reason()).isEqualTo(reason);
    assertThat(call("DELETE", "/tokens/ci").send().status()).isEqualTo(404);
    assertThat(call("DELETE", "/tokens/operator").send().status()).isEqualTo(409);
  }

  @Test
  void tokensOutliveTheStore() {
    String secret = make("{'name':'ci','role':'operator'}");
    store.away = true;
    AdminServer.refreshTokens();

    assertThat(call("GET", "/routes").token(secret).send().status()).isEqualTo(200);
    assertThat(call("GET", "/routes").send().status()).isEqualTo(200);
    AdminServer.Reply reply =
        call("POST", "/tokens").json("{'name':'late','role':'viewer'}").send();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().path("outcome").asString()).isEqualTo("not-done");
  }

  @Test
  void whatTheAuditDoesNotTakeIsNotMade() {
    store.auditBroken = true;

    AdminServer.Reply reply =
        call("POST", "/tokens").json("{'name':'ghost','role':'admin'}").send();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(store.all()).isEmpty();
  }
}
