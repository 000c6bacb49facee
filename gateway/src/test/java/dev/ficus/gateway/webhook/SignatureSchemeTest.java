package dev.ficus.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.webhook.SignatureSettings.Algorithm;
import dev.ficus.gateway.webhook.SignatureSettings.Encoding;
import dev.ficus.gateway.webhook.SignatureSettings.Scheme;
import dev.ficus.gateway.webhook.SignatureVerdict.Accepted;
import dev.ficus.gateway.webhook.SignatureVerdict.Challenge;
import dev.ficus.gateway.webhook.SignatureVerdict.Refusal;
import dev.ficus.gateway.webhook.SignatureVerdict.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureSchemeTest {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private static Clock at(long seconds) {
    return Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
  }

  private static Body body(String text) {
    return Body.of(text.getBytes(UTF_8));
  }

  private static SignedRequest request(Body body, String... headers) {
    List<Header> all = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(new Header(headers[i], headers[i + 1]));
    }
    return new SignedRequest(all, body);
  }

  private static SignatureScheme scheme(Scheme scheme, long now, String... secrets) {
    return SignatureScheme.of(SignatureSettings.of(scheme, List.of(secrets), TOLERANCE), at(now));
  }

  private static void assertRefused(SignatureVerdict verdict, Refusal reason) {
    assertThat(verdict).isEqualTo(new Refused(reason));
  }

  /** The example of the specification's reference implementations. */
  private static SignedRequest published(String body, String signature) {
    return request(
        body(body),
        "webhook-id",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp",
        "1614265330",
        "webhook-signature",
        signature);
  }

  private static final String PUBLISHED_BODY = "{\"test\": 2432232314}";
  private static final String PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void publishedVectorOfStandardWebhooks() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    assertThat(scheme.verify(published(PUBLISHED_BODY, PUBLISHED))).isEqualTo(new Accepted());
    assertThat(scheme.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", body(PUBLISHED_BODY)))
        .contains(new Header("webhook-signature", PUBLISHED));
    SignatureScheme bare = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC.substring(6));
    assertThat(bare.verify(published(PUBLISHED_BODY, PUBLISHED))).isEqualTo(new Accepted());
  }

  @Test
  void oneGoodSignatureAmongOthersIsEnough() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, OTHER, WHSEC);
    String several =
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,c2lnbmF0dXJl nonsense " + PUBLISHED;
    assertThat(scheme.verify(published(PUBLISHED_BODY, several))).isEqualTo(new Accepted());
  }

  @Test
  void forgedTruncatedAndForeignSignaturesAreRefused() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    assertRefused(scheme.verify(published(PUBLISHED_BODY + " ", PUBLISHED)), Refusal.FORGED);
    assertRefused(
        scheme.verify(published(PUBLISHED_BODY, PUBLISHED.substring(0, 43))), Refusal.FORGED);
    assertRefused(scheme.verify(published(PUBLISHED_BODY, "v1,")), Refusal.MALFORMED);
    assertRefused(scheme.verify(published(PUBLISHED_BODY, "v1,***")), Refusal.MALFORMED);
    // The right bytes under the name of another way of signing.
    assertRefused(
        scheme.verify(published(PUBLISHED_BODY, PUBLISHED.replace("v1,", "v1a,"))), Refusal.FORGED);
    assertRefused(
        scheme.verify(published(PUBLISHED_BODY, PUBLISHED.substring(3))), Refusal.MALFORMED);
    SignatureScheme others = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, OTHER);
    assertRefused(others.verify(published(PUBLISHED_BODY, PUBLISHED)), Refusal.FORGED);
  }

  @Test
  void idAndTimestampAreSignedToo() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    assertRefused(
        scheme.verify(
            request(
                body(PUBLISHED_BODY),
                "webhook-id",
                "msg_other",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                PUBLISHED)),
        Refusal.FORGED);
    assertRefused(
        scheme.verify(
            request(
                body(PUBLISHED_BODY),
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265331",
                "webhook-signature",
                PUBLISHED)),
        Refusal.FORGED);
  }

  @Test
  void timestampsOutsideOfTheToleranceAreStaleEitherWay() {
    SignedRequest request = published(PUBLISHED_BODY, PUBLISHED);
    for (long now : List.of(1614265330L - 300, 1614265330L + 300)) {
      assertThat(scheme(Scheme.STANDARD_WEBHOOKS, now, WHSEC).verify(request))
          .isEqualTo(new Accepted());
    }
    for (long now : List.of(1614265330L - 301, 1614265330L + 301)) {
      assertRefused(scheme(Scheme.STANDARD_WEBHOOKS, now, WHSEC).verify(request), Refusal.STALE);
    }
  }

  @Test
  void timestampsThatAreNoneAreMalformed() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    for (String time : List.of("", "-1", "1e9", "1614265330000000000000", "0x10", "1614265330.0")) {
      assertRefused(
          scheme.verify(
              request(
                  body("{}"),
                  "webhook-id",
                  "a",
                  "webhook-timestamp",
                  time,
                  "webhook-signature",
                  PUBLISHED)),
          Refusal.MALFORMED);
    }
  }

  @Test
  void missingAndRepeatedHeadersAreRefused() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    List<Header> all = published(PUBLISHED_BODY, PUBLISHED).headers();
    for (int i = 0; i < all.size(); i++) {
      List<Header> without = new ArrayList<>(all);
      without.remove(i);
      assertRefused(
          scheme.verify(new SignedRequest(without, body(PUBLISHED_BODY))), Refusal.MISSING);
      List<Header> twice = new ArrayList<>(all);
      twice.add(all.get(i));
      assertRefused(scheme.verify(new SignedRequest(twice, body(PUBLISHED_BODY))), Refusal.MISSING);
    }
  }

  @Test
  void aThousandSignaturesAreNotEvenCompared() {
    SignatureScheme scheme = scheme(Scheme.STANDARD_WEBHOOKS, 1614265330, WHSEC);
    String many = (PUBLISHED + " ").repeat(1_000).strip();
    assertRefused(scheme.verify(published(PUBLISHED_BODY, many)), Refusal.MALFORMED);
  }

  @Test
  void publishedKeysOfRfc8032VerifyWhatTheyHaveSigned() {
    // Test 2 of RFC 8032, section 7.1; as keys are written there, in Base64.
    String seed = base64("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    String open = base64("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    SignatureScheme signs = scheme(Scheme.STANDARD_WEBHOOKS, 1000, "whsk_" + seed);
    SignatureScheme verifies = scheme(Scheme.STANDARD_WEBHOOKS, 1000, "whpk_" + open, WHSEC);
    Body body = body("{\"paid\":true}");
    List<Header> headers = signs.sign("msg_1", body);
    assertThat(headers.get(2).value()).startsWith("v1a,");
    assertThat(verifies.verify(new SignedRequest(headers, body))).isEqualTo(new Accepted());
    assertRefused(
        verifies.verify(new SignedRequest(headers, body("{\"paid\":false}"))), Refusal.FORGED);
    SignatureScheme elsewhere =
        scheme(
            Scheme.STANDARD_WEBHOOKS,
            1000,
            "whpk_" + base64("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    assertRefused(elsewhere.verify(new SignedRequest(headers, body)), Refusal.FORGED);
    assertThatThrownBy(() -> scheme(Scheme.STANDARD_WEBHOOKS, 1000, "whpk_" + open).sign("a", body))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void signatureOfRfc8032IsReproduced() {
    Ed25519Key key =
        Ed25519Key.signing(
            HexFormat.of()
                .parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    assertThat(HexFormat.of().formatHex(key.sign("r", Body.EMPTY.buffer())))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  @Test
  void publishedVectorOfGitHub() {
    SignatureScheme scheme = scheme(Scheme.GITHUB, 0, "It's a Secret to Everybody");
    String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assertThat(scheme.verify(request(body("Hello, World!"), "x-hub-signature-256", signature)))
        .isEqualTo(new Accepted());
    assertRefused(
        scheme.verify(request(body("Hello, World?"), "X-Hub-Signature-256", signature)),
        Refusal.FORGED);
    assertRefused(
        scheme.verify(
            request(body("Hello, World!"), "X-Hub-Signature-256", signature.substring(7))),
        Refusal.MALFORMED);
    assertRefused(
        scheme.verify(request(body("Hello, World!"), "X-Hub-Signature", signature)),
        Refusal.MISSING);
  }

  @Test
  void publishedVectorOfSlack() {
    String text =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
            + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    SignedRequest request =
        request(
            body(text),
            "X-Slack-Request-Timestamp",
            "1531420618",
            "X-Slack-Signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
    String secret = "8f742231b10e8888abcd99yyyzzz85a5";
    assertThat(scheme(Scheme.SLACK, 1531420618, secret).verify(request)).isEqualTo(new Accepted());
    assertRefused(scheme(Scheme.SLACK, 1531420618 + 301, secret).verify(request), Refusal.STALE);
    assertRefused(scheme(Scheme.SLACK, 1531420618, "other").verify(request), Refusal.FORGED);
  }

  @Test
  void challengeOfSlackIsAnsweredOnlyIfItIsSigned() {
    SignatureScheme scheme = scheme(Scheme.SLACK, 1000, "secret");
    Body body =
        body(
            "{\"token\": \"t\", \"nested\": {\"challenge\": \"no\"}, \"challenge\":"
                + " \"3eZbrw1aBm2rZgRNFdxV\", \"type\": \"url_verification\"}");
    List<Header> signed = scheme.sign("a", body);
    assertThat(scheme.verify(new SignedRequest(signed, body)))
        .isEqualTo(new Challenge("3eZbrw1aBm2rZgRNFdxV"));
    assertRefused(
        scheme(Scheme.SLACK, 1000, "stranger").verify(new SignedRequest(signed, body)),
        Refusal.FORGED);
    Body event = body("{\"type\": \"event_callback\", \"challenge\": \"x\"}");
    assertThat(scheme.verify(new SignedRequest(scheme.sign("a", event), event)))
        .isEqualTo(new Accepted());
  }

  @Test
  void signatureOfStripe() {
    // By OpenSSL: printf '1492774577.{}' | openssl dgst -sha256 -hmac whsec_test
    String signature = STRIPE;
    SignatureScheme scheme = scheme(Scheme.STRIPE, 1492774577, "whsec_test");
    assertThat(
            scheme.verify(
                request(
                    body("{}"),
                    "Stripe-Signature",
                    "t=1492774577,v1=" + "00".repeat(32) + ",v1=" + signature + ",v0=ab")))
        .isEqualTo(new Accepted());
    assertRefused(
        scheme.verify(request(body("{}"), "Stripe-Signature", "t=1492774577,v0=" + signature)),
        Refusal.MALFORMED);
    assertRefused(
        scheme.verify(request(body("{}"), "Stripe-Signature", "t=1492774577,t=1,v1=" + signature)),
        Refusal.MALFORMED);
    assertRefused(
        scheme.verify(request(body("{}"), "Stripe-Signature", "t=1492774576,v1=" + signature)),
        Refusal.FORGED);
    assertRefused(
        scheme(Scheme.STRIPE, 1492774577 + 301, "whsec_test")
            .verify(request(body("{}"), "Stripe-Signature", "t=1492774577,v1=" + signature)),
        Refusal.STALE);
  }

  private static final String STRIPE =
      "0d0602f6611bd2252dd4b74b58a4528355a7380639a15e6cc21e3059d56d5b8b";

  @Test
  void signatureOfShopify() {
    // By OpenSSL: printf '{}' | openssl dgst -sha256 -hmac hush -binary | base64
    SignatureScheme scheme = scheme(Scheme.SHOPIFY, 0, "hush");
    assertThat(scheme.verify(request(body("{}"), "X-Shopify-Hmac-Sha256", SHOPIFY)))
        .isEqualTo(new Accepted());
    assertRefused(
        scheme.verify(request(body("{ }"), "X-Shopify-Hmac-Sha256", SHOPIFY)), Refusal.FORGED);
  }

  private static final String SHOPIFY = "UFwgrGBPZilFtmKh8TqcovA78LGYb1BdWu9I4Q2oyRg=";

  @Test
  void genericHmacByItsSettings() {
    // RFC 2202, test case 2 of HMAC-SHA-1.
    SignatureScheme sha1 =
        SignatureScheme.of(
            SignatureSettings.hmac(List.of("Jefe"), "X-Sig", Algorithm.SHA1, Encoding.HEX, "sha1="),
            at(0));
    Body body = body("what do ya want for nothing?");
    assertThat(sha1.verify(request(body, "X-Sig", "sha1=EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79")))
        .isEqualTo(new Accepted());
    // RFC 4231, test case 2 of HMAC-SHA-512.
    SignatureScheme sha512 =
        SignatureScheme.of(
            SignatureSettings.hmac(List.of("Jefe"), null, Algorithm.SHA512, null, null), at(0));
    assertThat(
            sha512.verify(
                request(
                    body,
                    "X-Signature",
                    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")))
        .isEqualTo(new Accepted());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void whatIsSignedIsVerifiedAndByBothSecretsOfARotation(Scheme scheme) {
    byte[] raw = new byte[256];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) i;
    }
    Body body = Body.of(raw);
    SignatureScheme old = scheme(scheme, 1000, WHSEC);
    SignatureScheme fresh = scheme(scheme, 1000, OTHER);
    SignatureScheme both = scheme(scheme, 1000, OTHER, WHSEC);
    SignedRequest signed = new SignedRequest(old.sign("msg_1", body), body);
    assertThat(old.verify(signed)).isEqualTo(new Accepted());
    assertThat(both.verify(signed)).isEqualTo(new Accepted());
    assertRefused(fresh.verify(signed), Refusal.FORGED);
    raw[255] = 0;
    assertRefused(both.verify(new SignedRequest(signed.headers(), Body.of(raw))), Refusal.FORGED);
    assertRefused(both.verify(new SignedRequest(List.of(), body)), Refusal.MISSING);
  }

  @Test
  void secretsAreNeverShown() {
    SignatureSettings settings =
        SignatureSettings.of(Scheme.STANDARD_WEBHOOKS, List.of("hunter2?!"), TOLERANCE);
    assertThat(settings.toString()).doesNotContain("hunter2");
    assertThatThrownBy(() -> SignatureScheme.of(settings, at(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
