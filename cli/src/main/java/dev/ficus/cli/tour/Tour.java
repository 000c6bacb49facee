package dev.ficus.cli.tour;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Plays scenes: each has to go as it was told, or the tour ends there. */
final class Tour {

  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Lets time pass between two looks at a condition. */
  @FunctionalInterface
  interface Sleep {
    void pause(Duration time) throws InterruptedException;
  }

  private final Visitor visitor;
  private final Shell shell;
  private final LongSupplier ticker;
  private final Sleep sleep;
  private final List<String> results = new ArrayList<>();

  /**
   * @param ticker monotonic nanoseconds
   */
  Tour(Visitor visitor, Shell shell, LongSupplier ticker, Sleep sleep) {
    this.visitor = visitor;
    this.shell = shell;
    this.ticker = ticker;
    this.sleep = sleep;
  }

  /** Whether all went as it was told, as far as the visitor wanted to see it. */
  boolean play(List<Scene> scenes) throws IOException, InterruptedException {
    int number = 1;
    for (Scene scene : scenes) {
      visitor.line("");
      visitor.line("— " + number++ + " of " + scenes.size() + ": " + scene.title() + " —");
      visitor.line("");
      visitor.line(scene.text());
      for (Step step : scene.steps()) {
        if (step instanceof Step.Run run && !visitor.agreesTo(run.command())) {
          return true;
        }
        String fault =
            switch (step) {
              case Step.Run run -> run(run);
              case Step.Until until -> await(until);
            };
        if (fault != null) {
          visitor.line("");
          visitor.line("this did not go as told: " + fault);
          return false;
        }
      }
    }
    summary();
    return true;
  }

  private void summary() {
    visitor.line("");
    visitor.line("That was it:");
    results.forEach(result -> visitor.line("  " + result));
  }

  /** Null if it went as told. */
  private @Nullable String run(Step.Run step) throws IOException, InterruptedException {
    long begin = ticker.getAsLong();
    Shell.Outcome outcome = shell.run(step.command(), visitor::line);
    if (outcome.exitCode() != step.exitCode()) {
      return "exit code " + outcome.exitCode() + " (expected: " + step.exitCode() + ")";
    }
    if (!outcome.output().contains(step.saying())) {
      return "its output (expected: \"" + step.saying() + "\" in it)";
    }
    note(step.result(), begin);
    return null;
  }

  private @Nullable String await(Step.Until step) throws InterruptedException {
    long begin = ticker.getAsLong();
    visitor.line("");
    visitor.line("waiting until " + step.what() + " …");
    while (!step.condition().holds()) {
      if (ticker.getAsLong() - begin > step.limit().toNanos()) {
        return "not within " + step.limit().toSeconds() + " s";
      }
      sleep.pause(PAUSE);
    }
    visitor.line("… it did within " + seconds(begin));
    note(step.result(), begin);
    return null;
  }

  private void note(@Nullable String result, long begin) {
    if (result != null) {
      results.add(result.replace("{time}", seconds(begin)));
    }
  }

  private String seconds(long begin) {
    return (long) Math.ceil((ticker.getAsLong() - begin) / 1e9) + " s";
  }
}
