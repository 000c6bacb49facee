package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may call. The operator's own token works always; those of the store are kept in memory
 * and read anew every two seconds, so that they outlive the store for an hour and a revocation
 * reaches the whole fleet at once.
 */
public final class AdminTokens implements AutoCloseable {

  /** The name of the token that does not come from the store. */
  public static final String OPERATOR = "operator";

  static final Duration REFRESH = Duration.ofSeconds(2);
  static final Duration OUTLIVES_STORE = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(AdminTokens.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 32;

  private final TokenStore store;
  private final Clock clock;
  private final byte[] operatorHash;
  private final ScheduledExecutorService executor;

  private volatile Known known = new Known(List.of(), Instant.MIN);

  private record Known(List<AdminToken> tokens, Instant asOf) {}

  /** A token that was just made, with the secret that nobody can ask for again. */
  record Made(AdminToken token, String secret) {}

  /**
   * @param operatorSecret of the operator's own token; see {@link OperatorToken}
   */
  public AdminTokens(TokenStore store, OperatorToken operatorSecret, Clock clock) {
    this.store = store;
    this.clock = clock;
    operatorHash = hash(operatorSecret.secret());
    executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ficus-tokens").daemon().factory());
  }

  /** Reads the store's tokens from now on. */
  public void start() {
    var _ =
        executor.scheduleWithFixedDelay(
            this::refresh, 0, REFRESH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads the store's tokens once; what is known stays if it cannot be asked. */
  void refresh() {
    try {
      known = new Known(List.copyOf(store.all()), clock.instant());
    } catch (StoreUnavailableException e) {
      log.debug("the tokens known so far go on: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("the tokens cannot be read; those known so far go on", e);
    }
  }

  /** Who shows this secret, or null if nobody known does, or no longer. */
  @Nullable Caller authenticate(String secret) {
    byte[] shown = hash(secret);
    Instant now = clock.instant();
    Known current = known;
    boolean operator = MessageDigest.isEqual(shown, operatorHash);
    AdminToken found = null;
    // All are compared, each in constant time, so that the time tells nothing about any.
    for (AdminToken token : current.tokens) {
      if (MessageDigest.isEqual(shown, token.hash().getBytes(StandardCharsets.US_ASCII))) {
        found = token;
      }
    }
    if (operator) {
      return new Caller(OPERATOR, AdminToken.Role.ADMIN, null);
    }
    boolean valid =
        found != null
            && !found.isExpired(now)
            && Duration.between(current.asOf, now).compareTo(OUTLIVES_STORE) <= 0;
    return found == null || !valid ? null : new Caller(found.name(), found.role(), found.group());
  }

  /** The store's tokens as they are now. */
  List<AdminToken> all() {
    return store.all();
  }

  /** Null if there is a token of that name already. */
  @Nullable Made make(
      String name, AdminToken.Role role, @Nullable String group, @Nullable Duration expiresIn) {
    String secret = newSecret();
    Instant now = clock.instant();
    AdminToken token =
        new AdminToken(
            name,
            role,
            group,
            expiresIn == null ? null : now.plus(expiresIn),
            now,
            new String(hash(secret), StandardCharsets.US_ASCII));
    if (!store.add(token)) {
      return null;
    }
    refresh();
    return new Made(token, secret);
  }

  /** False if there is no token of that name. */
  boolean revoke(String name) {
    boolean removed = store.remove(name);
    Known before = known;
    known =
        new Known(
            before.tokens.stream().filter(token -> !token.name().equals(name)).toList(),
            before.asOf);
    refresh();
    return removed;
  }

  /** A secret that nobody can guess: 256 random bits. */
  static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return "ficus_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As {@link AdminToken#hash()} has it. */
  private static byte[] hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
