package dev.ficus.gateway.webhook;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about signatures, with what it leaves unsaid.
 *
 * @param secrets all of them are good, so that one can take over from another
 * @param tolerance how far a timestamp may be from now, either way
 * @param header that holds the signature; of use for {@link Scheme#HMAC} only, as are the rest
 * @param prefix in front of the signature, such as {@code sha256=}
 */
public record SignatureSettings(
    Scheme scheme,
    List<String> secrets,
    Duration tolerance,
    String header,
    Algorithm algorithm,
    Encoding encoding,
    String prefix) {

  /** As Standard Webhooks, Stripe and Slack recommend. */
  public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

  /** Whose way of signing. */
  public enum Scheme {
    STANDARD_WEBHOOKS,
    STRIPE,
    GITHUB,
    SHOPIFY,
    SLACK,
    HMAC
  }

  /** What the HMAC is made with. */
  public enum Algorithm {
    SHA1("HmacSHA1"),
    SHA256("HmacSHA256"),
    SHA512("HmacSHA512");

    private final String hmac;

    Algorithm(String hmac) {
      this.hmac = hmac;
    }

    String hmac() {
      return hmac;
    }
  }

  /** How the signature is written. */
  public enum Encoding {
    HEX,
    BASE64
  }

  public SignatureSettings {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty() || secrets.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("secrets (expected: at least one, and none empty)");
    }
    if (tolerance.isNegative() || tolerance.isZero()) {
      throw new IllegalArgumentException("tolerance: " + tolerance + " (expected: > 0)");
    }
    if (header.isBlank()) {
      throw new IllegalArgumentException("header: '' (expected: a header's name)");
    }
  }

  /** A provider's scheme, whose every detail is the provider's. */
  public static SignatureSettings of(Scheme scheme, List<String> secrets, Duration tolerance) {
    return switch (scheme) {
      case GITHUB ->
          body(scheme, secrets, tolerance, "X-Hub-Signature-256", Encoding.HEX, "sha256=");
      case SHOPIFY ->
          body(scheme, secrets, tolerance, "X-Shopify-Hmac-SHA256", Encoding.BASE64, "");
      case STANDARD_WEBHOOKS, STRIPE, SLACK, HMAC ->
          body(scheme, secrets, tolerance, "X-Signature", Encoding.HEX, "");
    };
  }

  private static SignatureSettings body(
      Scheme scheme,
      List<String> secrets,
      Duration tolerance,
      String header,
      Encoding encoding,
      String prefix) {
    return new SignatureSettings(
        scheme, secrets, tolerance, header, Algorithm.SHA256, encoding, prefix);
  }

  /** An HMAC of the body in a header; SHA-256 as hexadecimal digits unless said otherwise. */
  public static SignatureSettings hmac(
      List<String> secrets,
      @Nullable String header,
      @Nullable Algorithm algorithm,
      @Nullable Encoding encoding,
      @Nullable String prefix) {
    return new SignatureSettings(
        Scheme.HMAC,
        secrets,
        DEFAULT_TOLERANCE,
        header == null ? "X-Signature" : header,
        algorithm == null ? Algorithm.SHA256 : algorithm,
        encoding == null ? Encoding.HEX : encoding,
        prefix == null ? "" : prefix);
  }

  /** Secrets are not to be read anywhere. */
  @Override
  public String toString() {
    return scheme + " with " + secrets.size() + " secrets";
  }
}
