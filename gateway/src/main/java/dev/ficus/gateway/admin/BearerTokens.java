package dev.ficus.gateway.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Knows the caller by the bearer token (RFC 6750) in the Authorization header, and only there. */
final class BearerTokens {

  private final AdminTokens tokens;

  BearerTokens(AdminTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws ProblemException if there is no token, or none that is valid
   */
  Caller caller(ServerRequest.Headers headers) {
    List<String> values = headers.header(HttpHeaders.AUTHORIZATION);
    String secret = values.size() == 1 ? bearer(values.getFirst()) : null;
    Caller caller = secret == null ? null : tokens.authenticate(secret);
    if (caller != null) {
      return caller;
    }
    String challenge = "Bearer realm=\"ficus\"";
    throw (secret == null
            ? Problem.of(
                    ProblemType.UNAUTHORIZED, "no token (expected: Authorization: Bearer TOKEN)")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge)
            : Problem.of(ProblemType.UNAUTHORIZED, "the token is unknown, revoked or expired")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge + ", error=\"invalid_token\""))
        .exception();
  }

  private static @Nullable String bearer(String header) {
    String scheme = "Bearer ";
    boolean is = header.regionMatches(true, 0, scheme, 0, scheme.length());
    String secret = is ? header.substring(scheme.length()).strip() : "";
    return secret.isEmpty() ? null : secret;
  }
}
