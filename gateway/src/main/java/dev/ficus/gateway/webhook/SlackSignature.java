package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.webhook.SignatureVerdict.Accepted;
import dev.ficus.gateway.webhook.SignatureVerdict.Challenge;
import dev.ficus.gateway.webhook.SignatureVerdict.Refusal;
import dev.ficus.gateway.webhook.SignatureVerdict.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code X-Slack-Signature: v0=<hex>} of {@code v0:<seconds>:<body>}. A signed {@code
 * url_verification} asks whether the right one is at this address, and is answered with its
 * challenge.
 */
final class SlackSignature implements SignatureScheme {

  private static final String SIGNATURE = "X-Slack-Signature";
  private static final String TIMESTAMP = "X-Slack-Request-Timestamp";
  private static final String VERSION = "v0=";

  /** A challenge is a few hundred bytes; nothing larger is looked into. */
  private static final int LARGEST_CHALLENGE = 8_192;

  private final List<HmacKey> keys;
  private final Freshness freshness;

  SlackSignature(List<HmacKey> keys, Freshness freshness) {
    this.keys = keys;
    this.freshness = freshness;
  }

  @Override
  public SignatureVerdict verify(SignedRequest request) {
    String value = request.only(SIGNATURE);
    String time = request.only(TIMESTAMP);
    if (value == null || time == null) {
      return new Refused(Refusal.MISSING);
    }
    OptionalLong seconds = Freshness.read(time);
    if (seconds.isEmpty() || !value.startsWith(VERSION)) {
      return new Refused(Refusal.MALFORMED);
    }
    List<byte[]> signature = Encodings.hex(value.substring(VERSION.length()));
    if (signature.isEmpty()) {
      return new Refused(Refusal.MALFORMED);
    }
    if (!freshness.isFresh(seconds.getAsLong())) {
      return new Refused(Refusal.STALE);
    }
    String before = "v0:" + time + ":";
    if (!HmacKey.anyMatches(keys, signature, before, request.body().buffer())) {
      return new Refused(Refusal.FORGED);
    }
    return answer(request.body());
  }

  private static SignatureVerdict answer(Body body) {
    if (body.length() <= LARGEST_CHALLENGE) {
      Map<String, String> said = JsonStrings.of(new String(body.bytes(), StandardCharsets.UTF_8));
      String challenge = said.get("challenge");
      if ("url_verification".equals(said.get("type")) && challenge != null) {
        return new Challenge(challenge);
      }
    }
    return new Accepted();
  }

  @Override
  public List<Header> sign(String id, Body body) {
    String time = freshness.now();
    byte[] signature = keys.getFirst().sign("v0:" + time + ":", body.buffer());
    return List.of(
        new Header(TIMESTAMP, time), new Header(SIGNATURE, VERSION + Encodings.hex(signature)));
  }
}
