package dev.ficus.gateway.admin;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token that opens the admin API.
 *
 * @param name the audit's "who"
 * @param group if set, only this group and its routes may be cut over with it
 * @param expiresAt null if it never does
 * @param hash SHA-256 of the secret in hexadecimal; the secret itself is kept nowhere
 */
public record AdminToken(
    String name,
    Role role,
    @Nullable String group,
    @Nullable Instant expiresAt,
    Instant createdAt,
    String hash) {

  /** What a token may do; each may do what those before it may. */
  public enum Role {
    /** Look. */
    VIEWER,
    /** Cut over. */
    OPERATOR,
    /** Make and revoke tokens, and make the files' word current. */
    ADMIN;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }

    public boolean includes(Role other) {
      return compareTo(other) >= 0;
    }

    public static Optional<Role> of(String word) {
      for (Role role : values()) {
        if (role.word.equals(word)) {
          return Optional.of(role);
        }
      }
      return Optional.empty();
    }
  }

  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
