package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.webhook.SignatureVerdict.Accepted;
import dev.ficus.gateway.webhook.SignatureVerdict.Refusal;
import dev.ficus.gateway.webhook.SignatureVerdict.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * Standard Webhooks 1.0: {@code webhook-signature} holds signatures of {@code
 * <id>.<seconds>.<body>} with a space between them, {@code v1,<base64>} by HMAC-SHA256 and {@code
 * v1a,<base64>} by Ed25519. Secrets are {@code whsec_<base64>} (also without the prefix), public
 * keys {@code whpk_…}, private keys {@code whsk_…}.
 *
 * @see <a href="https://www.standardwebhooks.com">the specification</a>
 */
final class StandardWebhooks implements SignatureScheme {

  private static final String ID = "webhook-id";
  private static final String TIMESTAMP = "webhook-timestamp";
  private static final String SIGNATURE = "webhook-signature";
  private static final String SYMMETRIC = "v1";
  private static final String ASYMMETRIC = "v1a";

  /** Of each kind; a request with more is refused, because each costs a comparison. */
  private static final int MOST = 8;

  private final List<HmacKey> secrets = new ArrayList<>();
  private final List<Ed25519Key> pairs = new ArrayList<>();
  private final Freshness freshness;

  StandardWebhooks(List<String> keys, Freshness freshness) {
    this.freshness = freshness;
    for (String key : keys) {
      if (key.startsWith("whpk_")) {
        pairs.add(Ed25519Key.verifying(decoded(key.substring(5))));
      } else if (key.startsWith("whsk_")) {
        pairs.add(Ed25519Key.signing(decoded(key.substring(5))));
      } else {
        String secret = key.startsWith("whsec_") ? key.substring(6) : key;
        secrets.add(new HmacKey("HmacSHA256", decoded(secret)));
      }
    }
  }

  private static byte[] decoded(String base64) {
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      if (key.length > 0) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // What it says would show a part of the secret.
    }
    throw new IllegalArgumentException("a secret of standard-webhooks is not Base64");
  }

  @Override
  public SignatureVerdict verify(SignedRequest request) {
    String id = request.only(ID);
    String time = request.only(TIMESTAMP);
    String signatures = request.only(SIGNATURE);
    if (id == null || id.isEmpty() || time == null || signatures == null) {
      return new Refused(Refusal.MISSING);
    }
    OptionalLong seconds = Freshness.read(time);
    if (seconds.isEmpty()) {
      return new Refused(Refusal.MALFORMED);
    }
    List<byte[]> symmetric = new ArrayList<>();
    List<byte[]> asymmetric = new ArrayList<>();
    for (String signature : signatures.split(" ")) {
      int comma = signature.indexOf(',');
      String version = comma < 0 ? "" : signature.substring(0, comma);
      List<byte[]> value = Encodings.base64(signature.substring(comma + 1));
      switch (version) {
        case SYMMETRIC -> symmetric.addAll(value);
        case ASYMMETRIC -> asymmetric.addAll(value);
        // Versions still to come stand beside the ones we know.
        default -> {}
      }
    }
    if (symmetric.size() > MOST
        || asymmetric.size() > MOST
        || symmetric.isEmpty() && asymmetric.isEmpty()) {
      return new Refused(Refusal.MALFORMED);
    }
    if (!freshness.isFresh(seconds.getAsLong())) {
      return new Refused(Refusal.STALE);
    }
    String before = id + "." + time + ".";
    ByteBuffer body = request.body().buffer();
    boolean matches =
        (!symmetric.isEmpty() && HmacKey.anyMatches(secrets, symmetric, before, body))
            || anyPairMatches(asymmetric, before, body);
    return matches ? new Accepted() : new Refused(Refusal.FORGED);
  }

  /** Nothing about a public key is secret, so the first match is enough. */
  private boolean anyPairMatches(List<byte[]> signatures, String before, ByteBuffer body) {
    for (byte[] signature : signatures) {
      for (Ed25519Key pair : pairs) {
        if (pair.matches(signature, before, body.duplicate())) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public List<Header> sign(String id, Body body) {
    String time = freshness.now();
    String before = id + "." + time + ".";
    List<String> signatures = new ArrayList<>();
    for (HmacKey secret : secrets) {
      signatures.add(SYMMETRIC + "," + Encodings.base64(secret.sign(before, body.buffer())));
    }
    for (Ed25519Key pair : pairs) {
      if (pair.signs()) {
        signatures.add(ASYMMETRIC + "," + Encodings.base64(pair.sign(before, body.buffer())));
      }
    }
    if (signatures.isEmpty()) {
      throw new IllegalStateException("a public key signs nothing (expected: whsec_ or whsk_)");
    }
    return List.of(
        new Header(ID, id),
        new Header(TIMESTAMP, time),
        new Header(SIGNATURE, String.join(" ", signatures)));
  }
}
