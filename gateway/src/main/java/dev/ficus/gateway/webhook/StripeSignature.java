package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.webhook.SignatureVerdict.Accepted;
import dev.ficus.gateway.webhook.SignatureVerdict.Refusal;
import dev.ficus.gateway.webhook.SignatureVerdict.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code Stripe-Signature: t=<seconds>,v1=<hex>}, of {@code <seconds>.<body>}; while a secret is
 * being replaced there is a {@code v1} for each. Other versions are ignored, so that nobody can ask
 * for a weaker one.
 */
final class StripeSignature implements SignatureScheme {

  private static final String HEADER = "Stripe-Signature";

  /** A request with more is not from there, and each costs a comparison. */
  private static final int MOST = 16;

  private final List<HmacKey> keys;
  private final Freshness freshness;

  StripeSignature(List<HmacKey> keys, Freshness freshness) {
    this.keys = keys;
    this.freshness = freshness;
  }

  @Override
  public SignatureVerdict verify(SignedRequest request) {
    String value = request.only(HEADER);
    if (value == null) {
      return new Refused(Refusal.MISSING);
    }
    List<String> times = new ArrayList<>();
    List<byte[]> signatures = new ArrayList<>();
    for (String part : value.split(",")) {
      String item = part.strip();
      if (item.startsWith("t=")) {
        times.add(item.substring(2));
      } else if (item.startsWith("v1=")) {
        signatures.addAll(Encodings.hex(item.substring(3)));
      }
    }
    if (times.size() != 1 || signatures.isEmpty() || signatures.size() > MOST) {
      return new Refused(Refusal.MALFORMED);
    }
    String time = times.getFirst();
    OptionalLong seconds = Freshness.read(time);
    if (seconds.isEmpty()) {
      return new Refused(Refusal.MALFORMED);
    }
    if (!freshness.isFresh(seconds.getAsLong())) {
      return new Refused(Refusal.STALE);
    }
    return HmacKey.anyMatches(keys, signatures, time + ".", request.body().buffer())
        ? new Accepted()
        : new Refused(Refusal.FORGED);
  }

  @Override
  public List<Header> sign(String id, Body body) {
    String time = freshness.now();
    StringBuilder value = new StringBuilder("t=").append(time);
    for (HmacKey key : keys) {
      value.append(",v1=").append(Encodings.hex(key.sign(time + ".", body.buffer())));
    }
    return List.of(new Header(HEADER, value.toString()));
  }
}
