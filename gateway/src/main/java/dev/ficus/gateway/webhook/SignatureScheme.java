package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import java.time.Clock;
import java.util.List;

/** How a provider signs its webhooks. */
public sealed interface SignatureScheme
    permits BodySignature, SlackSignature, StandardWebhooks, StripeSignature {

  /** Whether a request carries a signature of one of the secrets. */
  SignatureVerdict verify(SignedRequest request);

  /**
   * The headers that sign a delivery made now.
   *
   * @param id the stable name of the message, the same for each attempt; without a dot, which some
   *     schemes put between what they sign
   * @throws IllegalStateException if there are only keys to verify with
   */
  List<Header> sign(String id, Body body);

  /**
   * The scheme that is configured.
   *
   * @throws IllegalArgumentException if a secret is of no use for it; the message does not show it
   */
  static SignatureScheme of(SignatureSettings settings, Clock clock) {
    Freshness freshness = new Freshness(clock, settings.tolerance());
    return switch (settings.scheme()) {
      case STANDARD_WEBHOOKS -> new StandardWebhooks(settings.secrets(), freshness);
      case STRIPE -> new StripeSignature(HmacKey.all("HmacSHA256", settings.secrets()), freshness);
      case SLACK -> new SlackSignature(HmacKey.all("HmacSHA256", settings.secrets()), freshness);
      case GITHUB, SHOPIFY, HMAC ->
          new BodySignature(
              HmacKey.all(settings.algorithm().hmac(), settings.secrets()),
              settings.header(),
              settings.encoding(),
              settings.prefix());
    };
  }
}
