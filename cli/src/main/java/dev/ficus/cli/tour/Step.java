package dev.ficus.cli.tour;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A part of a scene. */
sealed interface Step {

  /**
   * A command for a shell in the directory of Ficus: shown, and run once the visitor agrees.
   *
   * @param exitCode that it has to end with
   * @param saying what its output has to contain; empty for anything
   * @param result what has come about when it ends, for the summary, with {@code {time}} for the
   *     seconds it took, rounded up; null if that is not worth a line there
   */
  record Run(String command, int exitCode, String saying, @Nullable String result)
      implements Step {

    static Run of(String command) {
      return new Run(command.strip(), 0, "", null);
    }

    Run ending(int code) {
      return new Run(command, code, saying, result);
    }

    Run saying(String text) {
      return new Run(command, exitCode, text, result);
    }

    Run resulting(String what) {
      return new Run(command, exitCode, saying, what);
    }
  }

  /**
   * Waits for what happens without anybody's doing.
   *
   * @param what happens, so that "waiting until …" reads well
   * @param result as of a command
   */
  record Until(String what, Condition condition, Duration limit, @Nullable String result)
      implements Step {

    static Until of(String what, Condition condition) {
      return new Until(what, condition, Duration.ofSeconds(60), null);
    }

    Until resulting(String what) {
      return new Until(this.what, condition, limit, what);
    }
  }

  /** Asked again and again. */
  @FunctionalInterface
  interface Condition {
    boolean holds();
  }
}
