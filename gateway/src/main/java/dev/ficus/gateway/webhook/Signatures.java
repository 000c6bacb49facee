package dev.ficus.gateway.webhook;

import dev.ficus.gateway.route.SignatureSpec;
import dev.ficus.gateway.webhook.SignatureSettings.Algorithm;
import dev.ficus.gateway.webhook.SignatureSettings.Encoding;
import dev.ficus.gateway.webhook.SignatureSettings.Scheme;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** Makes schemes of what files say. */
public final class Signatures {

  private Signatures() {}

  /**
   * The scheme that a file asks for.
   *
   * @throws IllegalArgumentException if a secret is of no use for it; the message does not show it
   */
  public static SignatureScheme of(SignatureSpec spec, Clock clock) {
    Duration tolerance =
        Objects.requireNonNullElse(spec.tolerance(), SignatureSettings.DEFAULT_TOLERANCE);
    Scheme scheme = Scheme.valueOf(constant(spec.scheme()));
    SignatureSettings settings =
        scheme == Scheme.HMAC
            ? SignatureSettings.hmac(
                spec.secrets(),
                spec.header(),
                spec.algorithm() == null ? null : Algorithm.valueOf(constant(spec.algorithm())),
                spec.encoding() == null ? null : Encoding.valueOf(constant(spec.encoding())),
                spec.prefix())
            : SignatureSettings.of(scheme, spec.secrets(), tolerance);
    return SignatureScheme.of(settings, clock);
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
