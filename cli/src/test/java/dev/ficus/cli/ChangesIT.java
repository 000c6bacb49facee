package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change says what it would do, asks, and hands its reason on. */
class ChangesIT {

  private AdminStub gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new AdminStub();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String done(String... arguments) {
    AdminStub.Said said = gateway.ficus(arguments);
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isEqualTo(ExitCode.OK);
    return said.out();
  }

  @Test
  void aBacklogIsCountedBeforeItIsThrownAway() {
    gateway
        .on("DELETE /queues/hook/gone?dryRun=true", "{\"discarded\":12}")
        .on("DELETE /queues/hook/gone?reason=a%20new%20ledger", "{\"discarded\":13}");
    assertThat(done("queue", "discard", "hook/gone", "--dry-run"))
        .isEqualTo("not done: discard 12 messages of hook/gone\n");
    assertThat(gateway.asked()).containsExactly("DELETE /queues/hook/gone?dryRun=true");
    assertThat(done("queue", "discard", "hook/gone", "--yes", "-m", "a new ledger"))
        .isEqualTo("done: discard 13 messages of hook/gone\n");
  }

  @Test
  void deadLettersAreCountedBeforeTheyAreTriedAgain() {
    gateway.on("POST /queues/hook/mail/replay?dryRun=true", "{\"replayed\":3}");
    assertThat(done("dead", "replay", "hook/mail", "--dry-run"))
        .isEqualTo("not done: try 3 dead letters of hook/mail again\n");
  }

  @Test
  void whatASubscriberThatIsToRestHasIsSaid() {
    String queue =
        "{\"route\":\"hook\",\"subscribers\":[{\"name\":\"mail\",\"waiting\":4,\"dead\":1}]}";
    gateway.on("POST /queues/hook/mail/pause?dryRun=true", queue);
    assertThat(done("queue", "pause", "hook/mail", "--dry-run"))
        .isEqualTo("not done: pause hook/mail (4 waiting, 1 dead)\n");
  }

  @Test
  void comparisonsAreCountedBeforeTheyAreForgotten() {
    gateway
        .on("DELETE /routes/search/parity?dryRun=true", "{\"route\":\"search\",\"forgotten\":5405}")
        .on("DELETE /routes/search/parity?reason=why%3F", "{\"route\":\"search\",\"forgotten\":5406}");
    assertThat(done("parity", "reset", "search", "--dry-run"))
        .isEqualTo("kept: 5405 comparisons of search\n");
    assertThat(done("parity", "reset", "search", "--yes", "-m", "why?"))
        .isEqualTo("evidence starts anew: 5406 comparisons of search forgotten\n");
  }

  @Test
  void aTokenIsMadeWhenThatIsMeant() {
    gateway
        .on("POST /tokens?dryRun=true", "{\"name\":\"ci\",\"role\":\"operator\"}")
        .on("POST /tokens", "{\"name\":\"ci\",\"role\":\"operator\",\"secret\":\"s\"}")
        .on("DELETE /tokens/ci?dryRun=true", "{}")
        .on("DELETE /tokens/ci?reason=left", "{}");
    String[] ci = {"token", "create", "ci", "--role", "operator", "--group", "orders"};
    AdminStub.Said unasked = gateway.ficus(ci);
    assertThat(unasked.code()).isEqualTo(ExitCode.ERROR);
    assertThat(unasked.err()).contains("--yes");
    assertThat(
            done("token", "create", "ci", "--role", "operator", "--expires", "30d", "--dry-run"))
        .isEqualTo("not made: token ci for an operator, for 30d\n");
    assertThat(gateway.asked()).doesNotContain("POST /tokens");
    assertThat(done("token", "create", "ci", "--role", "operator", "--yes", "-m", "x"))
        .isEqualTo("s\n");
    assertThat(done("token", "revoke", "ci", "--yes", "-m", "left")).isEqualTo("revoked: ci\n");
  }
}
