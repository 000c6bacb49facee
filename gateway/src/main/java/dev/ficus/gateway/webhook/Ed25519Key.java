package dev.ficus.gateway.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One half of an Ed25519 key pair (RFC 8032): the public one verifies, the private one signs. */
final class Ed25519Key {

  private static final int LENGTH = 32;

  /** What RFC 8410 puts in front of the raw keys. */
  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final @Nullable PublicKey verifying;
  private final @Nullable PrivateKey signing;

  private Ed25519Key(@Nullable PublicKey verifying, @Nullable PrivateKey signing) {
    this.verifying = verifying;
    this.signing = signing;
  }

  /**
   * @param raw 32 bytes
   */
  static Ed25519Key verifying(byte[] raw) {
    if (raw.length != LENGTH) {
      throw unusable(null);
    }
    try {
      X509EncodedKeySpec key = new X509EncodedKeySpec(joined(PUBLIC, raw));
      return new Ed25519Key(KeyFactory.getInstance("Ed25519").generatePublic(key), null);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /**
   * @param raw the seed of 32 bytes, which the public key may follow
   */
  static Ed25519Key signing(byte[] raw) {
    if (raw.length != LENGTH && raw.length != 2 * LENGTH) {
      throw unusable(null);
    }
    try {
      PKCS8EncodedKeySpec key =
          new PKCS8EncodedKeySpec(joined(PRIVATE, Arrays.copyOf(raw, LENGTH)));
      PublicKey own =
          raw.length == LENGTH
              ? null
              : verifying(Arrays.copyOfRange(raw, LENGTH, raw.length)).verifying;
      return new Ed25519Key(own, KeyFactory.getInstance("Ed25519").generatePrivate(key));
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static IllegalArgumentException unusable(@Nullable Throwable cause) {
    return new IllegalArgumentException("a secret is no Ed25519 key (expected: 32 bytes)", cause);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  boolean matches(byte[] claimed, String before, ByteBuffer body) {
    if (verifying == null) {
      return false;
    }
    try {
      Signature check = algorithm();
      check.initVerify(verifying);
      check.update(before.getBytes(StandardCharsets.UTF_8));
      check.update(body);
      return check.verify(claimed);
    } catch (SignatureException notOne) {
      // Of the wrong length, or of numbers that no signature has.
      return false;
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean signs() {
    return signing != null;
  }

  byte[] sign(String before, ByteBuffer body) {
    try {
      Signature made = algorithm();
      made.initSign(signing);
      made.update(before.getBytes(StandardCharsets.UTF_8));
      made.update(body);
      return made.sign();
    } catch (SignatureException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature algorithm() {
    try {
      return Signature.getInstance("Ed25519");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
