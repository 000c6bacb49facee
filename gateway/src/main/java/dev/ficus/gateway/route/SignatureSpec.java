package dev.ficus.gateway.route;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is signed, as a file says it; what is null was not said.
 *
 * @param scheme such as {@code standard-webhooks}
 */
public record SignatureSpec(
    String scheme,
    List<String> secrets,
    @Nullable Duration tolerance,
    @Nullable String header,
    @Nullable String algorithm,
    @Nullable String encoding,
    @Nullable String prefix) {

  public SignatureSpec {
    secrets = List.copyOf(secrets);
  }

  /** Secrets are not to be read anywhere. */
  @Override
  public String toString() {
    return scheme + " with " + secrets.size() + " secrets";
  }
}
