package dev.ficus.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TourTest {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final List<String> ran = new ArrayList<>();
  private long nanos;
  private Shell.Outcome outcome = new Shell.Outcome(0, "all is well\n");

  private Tour tour(boolean waits, String keys) {
    Visitor visitor =
        new Visitor(
            new PrintStream(shown, true, StandardCharsets.UTF_8),
            new BufferedReader(new StringReader(keys)),
            waits);
    Shell shell =
        (command, line) -> {
          ran.add(command);
          nanos += Duration.ofSeconds(3).toNanos();
          line.accept(outcome.output().strip());
          return outcome;
        };
    return new Tour(visitor, shell, () -> nanos, time -> nanos += time.toNanos());
  }

  private static List<Scene> scenes(Step... steps) {
    return List.of(Scene.of("a title", "what is to be seen", steps));
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsRunsAndSumsUp() throws Exception {
    boolean went =
        tour(false, "")
            .play(
                scenes(
                    Step.Run.of("one").resulting("one took {time}"),
                    Step.Run.of("two\nthree").saying("well")));
    assertThat(went).isTrue();
    assertThat(ran).containsExactly("one", "two\nthree");
    assertThat(shown())
        .contains("1 of 1: a title", "what is to be seen", "$ one\n", "$ two\n  three\n")
        .contains("all is well", "  one took 3 s");
  }

  @Test
  void eachCommandWaitsForEnterAndQEndsTheTour() throws Exception {
    boolean went =
        tour(true, "\nq\n").play(scenes(Step.Run.of("one"), Step.Run.of("two"), Step.Run.of("x")));
    assertThat(went).isTrue();
    assertThat(ran).containsExactly("one");
    assertThat(shown()).contains("$ two").doesNotContain("$ x");
  }

  @Test
  void anotherExitCodeThanToldEndsIt() throws Exception {
    outcome = new Shell.Outcome(3, "refused");
    assertThat(tour(false, "").play(scenes(Step.Run.of("one").ending(3), Step.Run.of("two"))))
        .isFalse();
    assertThat(ran).containsExactly("one", "two");
    assertThat(shown()).contains("exit code 3 (expected: 0)");
  }

  @Test
  void anotherOutputThanToldEndsIt() throws Exception {
    assertThat(tour(false, "").play(scenes(Step.Run.of("one").saying("failed 0")))).isFalse();
    assertThat(shown()).contains("expected: \"failed 0\" in it");
  }

  @Test
  void waitsForWhatHappensByItself() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Step wait =
        Step.Until.of("something happens", () -> looks.incrementAndGet() == 9)
            .resulting("it happened within {time}");
    assertThat(tour(false, "").play(scenes(wait))).isTrue();
    assertThat(shown()).contains("waiting until something happens", "it happened within 2 s");
  }

  @Test
  void doesNotWaitForever() throws Exception {
    Step never = Step.Until.of("nothing happens", () -> false);
    assertThat(tour(false, "").play(scenes(never, Step.Run.of("one")))).isFalse();
    assertThat(ran).isEmpty();
    assertThat(shown()).contains("not within 60 s");
  }
}
