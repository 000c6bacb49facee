package dev.ficus.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdminTokensTest {

  private final MemoryStore store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final AdminTokens tokens = tokens();

  private AdminTokens tokens() {
    return new AdminTokens(store, OperatorToken.of("own", Path.of("unused")), clock);
  }

  private String make(String name, Duration expiresIn) {
    AdminTokens.Made made = tokens.make(name, AdminToken.Role.VIEWER, "orders", expiresIn);
    assertThat(made).isNotNull();
    return made.secret();
  }

  @Test
  void theOperatorsOwnTokenWorksWithoutTheStore() {
    store.away = true;
    tokens.refresh();

    assertThat(tokens.authenticate("own"))
        .isEqualTo(new Caller(AdminTokens.OPERATOR, AdminToken.Role.ADMIN, null));
    assertThat(tokens.authenticate("Own")).isNull();
  }

  @Test
  void aSecretIsKnownByItsHash() {
    String secret = make("ci", null);

    assertThat(tokens.authenticate(secret))
        .isEqualTo(new Caller("ci", AdminToken.Role.VIEWER, "orders"));
    assertThat(tokens.authenticate(store.all().getFirst().hash())).isNull();
    assertThat(make("other", null)).isNotEqualTo(secret);
  }

  @Test
  void aTokenExpiresToTheMoment() {
    String secret = make("ci", Duration.ofMinutes(10));

    clock.pass(Duration.ofMinutes(10).minusNanos(1));
    assertThat(tokens.authenticate(secret)).isNotNull();
    clock.pass(Duration.ofNanos(1));
    assertThat(tokens.authenticate(secret)).isNull();
  }

  @Test
  void whatAnotherInstanceDoesIsSeenAtTheNextRefresh() {
    AdminTokens other = tokens();
    other.refresh();
    String secret = make("ci", null);
    assertThat(other.authenticate(secret)).isNull();
    other.refresh();
    assertThat(other.authenticate(secret)).isNotNull();

    tokens.revoke("ci");
    other.refresh();

    assertThat(other.authenticate(secret)).isNull();
    assertThat(AdminTokens.REFRESH).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void knownTokensOutliveTheStoreForAnHour() {
    String secret = make("ci", null);
    store.away = true;

    clock.pass(AdminTokens.OUTLIVES_STORE);
    tokens.refresh();
    assertThat(tokens.authenticate(secret)).isNotNull();
    clock.pass(Duration.ofSeconds(1));
    tokens.refresh();
    assertThat(tokens.authenticate(secret)).isNull();

    store.away = false;
    tokens.refresh();
    assertThat(tokens.authenticate(secret)).isNotNull();
  }
}
