package dev.ficus.gateway.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs by HMAC (RFC 2104). */
final class HmacKey {

  /** Never used itself; each signature is made with a copy, which has the key worked in already. */
  private final Mac prepared;

  HmacKey(String algorithm, byte[] secret) {
    try {
      prepared = Mac.getInstance(algorithm);
      prepared.init(new SecretKeySpec(secret, algorithm));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalArgumentException("a secret cannot be used with " + algorithm, e);
    }
  }

  static List<HmacKey> all(String algorithm, List<String> secrets) {
    return secrets.stream()
        .map(s -> new HmacKey(algorithm, s.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  byte[] sign(String before, ByteBuffer body) {
    try {
      Mac mac = (Mac) prepared.clone();
      mac.update(before.getBytes(StandardCharsets.UTF_8));
      mac.update(body);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's HMAC cannot be copied", e);
    }
  }

  /** Whether one of the signatures is one of these keys'; each is compared with each, always. */
  static boolean anyMatches(
      List<HmacKey> keys, List<byte[]> signatures, String before, ByteBuffer body) {
    boolean found = false;
    for (HmacKey key : keys) {
      byte[] expected = key.sign(before, body.duplicate());
      for (byte[] signature : signatures) {
        found |= MessageDigest.isEqual(expected, signature);
      }
    }
    return found;
  }
}
