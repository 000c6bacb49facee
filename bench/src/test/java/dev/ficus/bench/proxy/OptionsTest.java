package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void fiveRoundsOfAllPeersUnlessSaidOtherwise() {
    Options options = Options.parse(List.of());

    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.peers()).isEqualTo(Peer.all());
    assertThat(options.scenarios()).isEqualTo(Scenario.core());
  }

  @Test
  void whatComesCompiledIsWarmSoon() {
    Options options = Options.parse(List.of("--warmup", "60"));

    assertThat(options.warmupOf(new StockGateway())).isEqualTo(60);
    assertThat(options.warmupOf(new Nginx())).isEqualTo(3);
    assertThat(Options.parse(List.of("--warmup", "2")).warmupOf(new Nginx())).isEqualTo(2);
  }

  @Test
  void scenariosAndPeersAreLists() {
    Options options =
        Options.parse(
            List.of("--peers", "nginx,stock", "--scenario", "plain,10/last/live/post1k/16"));

    assertThat(options.peers()).containsExactly(new Nginx(), new StockGateway());
    assertThat(options.scenarios())
        .containsExactly(
            Scenario.PLAIN, new Scenario(10, Draw.LAST, Stage.LIVE, Body.POST_KILOBYTE, 16));
  }

  @Test
  void scenariosMeetEachOtherOnlyWhereTheyAreCompared() {
    List<String> words = List.of("--peers", "ficus-relay", "--scenario", "plain,10/last/live/0/16");

    assertThat(Options.parse(words).contests())
        .map(contest -> contest.stream().map(Contestant::name).toList())
        .containsExactly(List.of("ficus-relay"), List.of("ficus-relay"));
    assertThat(
            Options.parse(Stream.concat(words.stream(), Stream.of("--compare")).toList())
                .contests())
        .map(contest -> contest.stream().map(Contestant::name).toList())
        .containsExactly(List.of("plain", "10/last/live/0/16"));
  }

  @Test
  void aVariantIsOtherOptionsOrAnotherBuild() {
    assertThat(FicusVariant.parse("zgc=-XX:+UseZGC -Xmn64m").options())
        .containsExactly("-XX:+UseZGC", "-Xmn64m");
    assertThat(FicusVariant.parse("before=/tmp/before.jar").jar())
        .contains(Path.of("/tmp/before.jar"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--with", "-XX:+UseZGC")))
        .withMessageContaining("expected: as in");
  }

  @Test
  void everyScenarioIsReadBackFromItsName() {
    assertThat(Scenario.all())
        .doesNotHaveDuplicates()
        .allSatisfy(scenario -> assertThat(Scenario.parse(scenario.name())).isEqualTo(scenario));
  }

  @Test
  void usageCountsTheScenariosRightly() {
    assertThat(Options.USAGE)
        .contains("(" + Scenario.axes().size() + " scenarios)")
        .contains("(" + Scenario.all().size() + " scenarios");
  }

  @Test
  void mistakesSayWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--peers", "apache")))
        .withMessageContaining("ficus-relay");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--scenario", "10/last/dark/1k/16")))
        .withMessage("stage: dark (expected one of: legacy, shadow, canary, live)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--rounds", "0")))
        .withMessage("--rounds: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--json")))
        .withMessage("--json needs a value");
  }
}
