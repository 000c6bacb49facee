package dev.ficus.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the reference library of the specification: what one signs, the other verifies. */
class StandardWebhooksReferenceTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY = "{\"text\":\"h\u00e4ndler \u20ac\",\"n\":1}";

  private final Clock clock = Clock.systemUTC();
  private final SignatureScheme ours =
      SignatureScheme.of(
          SignatureSettings.of(
              SignatureSettings.Scheme.STANDARD_WEBHOOKS,
              List.of(SECRET),
              SignatureSettings.DEFAULT_TOLERANCE),
          clock);

  @Test
  void theirSignatureIsAccepted() throws Exception {
    long now = clock.instant().getEpochSecond();
    String signature = new Webhook(SECRET).sign("msg_1", now, BODY);
    SignedRequest request =
        new SignedRequest(
            List.of(
                new Header("Webhook-Id", "msg_1"),
                new Header("Webhook-Timestamp", Long.toString(now)),
                new Header("Webhook-Signature", signature)),
            Body.of(BODY.getBytes(UTF_8)));
    assertThat(ours.verify(request)).isEqualTo(new SignatureVerdict.Accepted());
  }

  @Test
  void ourSignatureIsAcceptedByThem() throws Exception {
    Map<String, List<String>> headers = new HashMap<>();
    ours.sign("msg_2", Body.of(BODY.getBytes(UTF_8)))
        .forEach(h -> headers.put(h.name(), List.of(h.value())));
    Webhook theirs = new Webhook(SECRET);
    assertThatCode(() -> theirs.verify(BODY, headers)).doesNotThrowAnyException();
    assertThatThrownBy(() -> theirs.verify(BODY + " ", headers)).isNotNull();
  }
}
