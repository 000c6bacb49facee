package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.Cohort;
import dev.ficus.gateway.route.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Looking at routes and groups, and asking what would become of a request. */
class AdminRoutesIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  @Test
  void aRouteIsShownInFull() {
    AdminServer.active("get-order").counts().answered(Side.LEGACY, 200, 1_000_000, 1_700_000_000_000L);
    long before = AdminServer.active("get-order").counts().legacy();

    AdminServer.Reply reply = call("GET", "/routes/get-order").send();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"0\"");
    JsonNode route = reply.json();
    assertThat(route.path("id").asString()).isEqualTo("get-order");
    assertThat(route.path("where").path("file").asString()).isEqualTo("routes/test.yaml");
    assertThat(route.path("match").asString()).isEqualTo("/api/orders/{id}");
    assertThat(route.path("methods").get(0).asString()).isEqualTo("GET");
    assertThat(route.path("legacy").asString()).isEqualTo("monolith");
    assertThat(route.path("target").asString()).isEqualTo("orders");
    assertThat(route.path("group").asString()).isEqualTo("orders");
    assertThat(route.path("stage").asString()).isEqualTo("legacy");
    assertThat(route.path("weight").asString()).isEqualTo("0%");
    assertThat(route.path("paused").booleanValue()).isFalse();
    assertThat(route.path("plan").path("next").asString()).isEqualTo("1%");
    assertThat(route.path("plan").path("declared").booleanValue()).isFalse();
    assertThat(route.path("counts").path("legacy").longValue()).isEqualTo(before);
    assertThat(route.path("lastLegacyAnswer").asString()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(route.path("revision").longValue()).isZero();
    assertThat(route.has("declared")).isFalse();
  }

  @Test
  void aFixedResponseStandsInTheTargetsPlace() {
    JsonNode route = call("GET", "/routes/gone").send().json();

    assertThat(route.path("respond").path("status").intValue()).isEqualTo(410);
    assertThat(route.has("target")).isFalse();
  }

  @Test
  void gatesAndDeclarationsAreShown() {
    JsonNode gated = call("GET", "/routes/gated").send().json();
    assertThat(gated.path("gates").get(0).path("name").asString()).isEqualTo("mismatchRate");
    assertThat(gated.path("gates").get(0).path("verdict").asString()).isEqualTo("inconclusive");

    JsonNode declared = call("GET", "/routes/declared").send().json();
    assertThat(declared.path("declared").path("stage").asString()).isEqualTo("live");
    assertThat(declared.path("drift").booleanValue()).isFalse();
    call("POST", "/routes/declared/rollback").send();
    assertThat(call("GET", "/routes/declared").send().json().path("drift").booleanValue()).isTrue();
  }

  @Test
  void allRoutesAreListedInTheOrderOfTheFiles() {
    AdminServer.Reply reply = call("GET", "/routes").send();

    assertThat(reply.header("ETag")).isEqualTo("\"0\"");
    assertThat(reply.json().path("routes").size())
        .isEqualTo(AdminServer.routing.snapshot().active().size());
    assertThat(reply.json().path("routes").get(0).path("id").asString()).isEqualTo("get-order");
  }

  @Test
  void anUnknownRouteIsToldWithTheOneThatWasMeant() {
    AdminServer.Reply reply = call("GET", "/routes/get-oder").send();

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("unknown-subject");
    assertThat(reply.detail()).isEqualTo("unknown route 'get-oder'; did you mean 'get-order'?");
  }

  @Test
  void groupsAreListedAndShown() {
    JsonNode groups = call("GET", "/groups").send().json().path("groups");
    assertThat(groups.size()).isEqualTo(1);
    assertThat(groups.get(0).path("stage").asString()).isEqualTo("legacy");
    assertThat(groups.get(0).has("members")).isFalse();

    AdminServer.Reply group = call("GET", "/groups/orders").send();
    assertThat(group.header("ETag")).isEqualTo("\"0\"");
    assertThat(group.json().path("members").get(1).path("id").asString()).isEqualTo("place-order");

    AdminServer.Reply unknown = call("GET", "/groups/order").send();
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.detail()).contains("did you mean 'orders'");
  }

  @Test
  void aGroupThatIsTornApartHasNoStage() {
    call("PUT", "/routes/get-order/stage")
        .json("{'stage':'live','force':true,'reason':'r'}")
        .send();

    JsonNode group = call("GET", "/groups/orders").send().json();

    assertThat(group.has("stage")).isFalse();
    assertThat(group.path("revision").longValue()).isEqualTo(1);
  }

  private static JsonNode explain(String json) {
    AdminServer.Reply reply = call("POST", "/explain").json(json).send();
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void aRequestIsExplained() {
    call("PUT", "/groups/orders/stage").json("{'stage':'live'}").send();

    JsonNode explained = explain("{'path':'/api/orders/17?full=true'}");

    assertThat(explained.path("outcome").asString()).isEqualTo("route");
    assertThat(explained.path("route").asString()).isEqualTo("get-order");
    assertThat(explained.path("variables").path("id").asString()).isEqualTo("17");
    assertThat(explained.path("side").asString()).isEqualTo("target");
    assertThat(explained.path("reason").asString()).isEqualTo("stage");
    assertThat(explained.path("sends").path("path").asString()).isEqualTo("/orders/17");
    assertThat(explained.path("sends").path("query").asString()).isEqualTo("full=true");
    assertThat(explained.path("sends").path("fallback").asString()).isEqualTo("monolith");
    assertThat(explained.path("others").get(0).path("route").asString()).isEqualTo("orders-rest");
    assertThat(explained.path("others").get(0).path("reason").asString())
        .isEqualTo("'get-order' is more specific: by its path");
  }

  @Test
  void theOtherMethodIsWhyARouteIsPassedOver() {
    JsonNode explained = explain("{'method':'DELETE','path':'/api/orders/17'}");

    assertThat(explained.path("route").asString()).isEqualTo("orders-rest");
    assertThat(explained.path("others").get(0).path("reason").asString())
        .isEqualTo("it asks for method GET, not DELETE");
  }

  @Test
  void aCanaryIsExplainedByItsBucketAndCountsNothing() {
    call("PUT", "/routes/search/stage").json("{'stage':'canary','weight':'30%'}").send();
    long noKey = AdminServer.active("search").counts().noKey();
    int bucket = new Cohort("search").bucket("acme");

    JsonNode with = explain("{'path':'/api/search/x','headers':{'x-tenant':'acme'}}");
    assertThat(with.path("bucket").intValue()).isEqualTo(bucket);
    assertThat(with.path("cohort").booleanValue()).isEqualTo(bucket < 3_000);
    assertThat(with.path("side").asString()).isEqualTo(bucket < 3_000 ? "target" : "legacy");

    JsonNode without = explain("{'path':'/api/search/x'}");
    assertThat(without.path("reason").asString()).isEqualTo("no-key");
    assertThat(without.has("bucket")).isFalse();
    assertThat(AdminServer.active("search").counts().noKey()).isEqualTo(noKey);
  }

  @Test
  void whatNoRouteClaimsIsExplainedToo() {
    assertThat(explain("{'path':'/nowhere'}").path("outcome").asString()).isEqualTo("default");
    assertThat(explain("{'path':'/nowhere','listener':'internal'}").path("outcome").asString())
        .isEqualTo("nobody");
    JsonNode doubtful = explain("{'path':'/catalog/..%2fexport'}");
    assertThat(doubtful.path("outcome").asString()).isEqualTo("ambiguous");
    JsonNode internal = explain("{'path':'/payments/1'}");
    assertThat(internal.path("others").get(0).path("reason").asString())
        .isEqualTo("it answers on the internal port only");
  }

  @Test
  void aDescriptionThatIsNoneIsRefused() {
    AdminServer.Reply reply =
        call("POST", "/explain").json("{'path':'orders','listner':'public','headers':7}").send();

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("errors").size()).isEqualTo(3);
    assertThat(reply.text()).contains("did you mean 'listener'?").contains("begins with /");
  }
}
