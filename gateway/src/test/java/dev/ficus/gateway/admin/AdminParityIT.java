package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.parity.DifferenceSample;
import dev.ficus.gateway.parity.EvidenceFixture;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AdminParityIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  private static void count(Map<String, Long> counts) {
    EvidenceFixture.count("gated", counts);
  }

  @Test
  void withoutEvidenceNothingIsSaid() {
    JsonNode parity = call("GET", "/routes/gated/parity").send().json();
    assertThat(parity.path("parity").asString()).isEqualTo("insufficient");
    assertThat(parity.path("mismatches").has("rate")).isFalse();
    assertThat(parity.path("gates").get(0).path("verdict").asString()).isEqualTo("inconclusive");
    assertThat(call("GET", "/routes/gatd/parity").send().detail()).contains("did you mean 'gated'");
  }

  @Test
  void evidenceIsShownWithItsNoise() {
    count(
        Map.of(
            "compared",
            1_000L,
            "path:/at",
            900L,
            "kind:/at",
            890L,
            "kind:/at\n/total",
            10L,
            "path:/total",
            10L,
            "noise",
            100L,
            "noise:/at",
            90L,
            "target:errors",
            5L));
    JsonNode parity = call("GET", "/routes/gated/parity").send().json();
    assertThat(parity.path("parity").asString()).isEqualTo("99.00 %");
    assertThat(parity.path("mismatches").path("hits").asLong()).isEqualTo(10);
    assertThat(parity.path("raw").path("hits").asLong()).isEqualTo(900);
    assertThat(parity.path("paths").get(0).path("isNoise").booleanValue()).isTrue();
    assertThat(parity.path("target").path("errors").path("hits").asLong()).isEqualTo(5);
  }

  @Test
  void differencesComeWithSamplesAndAPreview() {
    count(Map.of("compared", 100L, "path:/total", 10L, "kind:/total", 10L));
    EvidenceFixture.keep(
        "gated",
        new DifferenceSample(
            "/total", "value", "1", "2", "GET /gated", "curl a", "curl b", Instant.EPOCH));
    JsonNode diffs = call("GET", "/routes/gated/diffs?ignore=/total").send().json();
    assertThat(diffs.path("differences").get(0).path("path").asString()).isEqualTo("/total");
    JsonNode sample = diffs.path("differences").get(0).path("samples").get(0);
    assertThat(sample.path("askTarget").asString()).isEqualTo("curl b");
    assertThat(diffs.path("mismatches").path("hits").asLong()).isEqualTo(10);
    assertThat(diffs.path("preview").path("mismatches").path("hits").asLong()).isZero();
    assertThat(call("GET", "/routes/gated/diffs?ingore=/total").send().status()).isEqualTo(400);
  }

  @Test
  void evidenceStartsAnewOnRequest() {
    count(Map.of("compared", 100L));
    AdminServer.Reply dry = call("DELETE", "/routes/gated/parity?dryRun=true").send();
    assertThat(dry.status()).isEqualTo(200);
    assertThat(dry.json().path("forgotten").asLong()).isEqualTo(100);
    assertThat(compared()).isEqualTo(100);
    AdminServer.Reply reset = call("DELETE", "/routes/gated/parity?reason=a%20bad%20week").send();
    assertThat(reset.status()).isEqualTo(200);
    assertThat(reset.json().path("forgotten").asLong()).isEqualTo(100);
    assertThat(compared()).isZero();
    assertThat(AdminServer.store.events().getFirst().reason()).isEqualTo("a bad week");
    assertThat(call("GET", "/routes/gated/parity").send().json().has("forgotten")).isFalse();
  }

  private static long compared() {
    return call("GET", "/routes/gated/parity").send().json().path("mismatches").path("of").asLong();
  }
}
