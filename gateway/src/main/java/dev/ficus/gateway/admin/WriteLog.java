package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.CutoverOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each write that somebody asked for; a dry run is none. */
final class WriteLog {

  private static final Logger log = LoggerFactory.getLogger(WriteLog.class);

  private WriteLog() {}

  static void cutover(
      AdminCall call,
      String subject,
      String word,
      @Nullable String reason,
      CutoverOutcome outcome) {
    if (!call.dryRun()) {
      write(call.caller(), word, subject, reason, describe(outcome));
    }
  }

  static void write(
      Caller caller, String what, String subject, @Nullable String reason, String result) {
    log.info(
        "{} {} by {}{}: {}",
        what,
        oneLine(subject),
        caller.name(),
        reason == null ? "" : " (" + oneLine(reason) + ")",
        result);
  }

  private static String describe(CutoverOutcome outcome) {
    return switch (outcome) {
      case CutoverOutcome.Done(var changes, var revision, var _) ->
          "revision " + revision.number() + " " + changes(changes);
      case CutoverOutcome.DoneLocally(var changes) -> "on this instance alone " + changes(changes);
      case CutoverOutcome.Refused(var refusals) -> "refused: " + refusals.getFirst().message();
      case CutoverOutcome.Stale(long expected, long current) ->
          "stale, " + expected + " is " + current + " by now";
      case CutoverOutcome.Conflict(long _) -> "lost against another change";
      case CutoverOutcome.Unknown(String _) -> "unknown";
      case CutoverOutcome.Unavailable(String message, boolean unknown) ->
          (unknown ? "outcome unknown: " : "not done: ") + message;
    };
  }

  private static String changes(List<CutoverOutcome.Change> changes) {
    return changes.isEmpty()
        ? "nothing to change"
        : changes.stream()
            .map(c -> c.route() + " " + c.before() + " → " + c.after())
            .toList()
            .toString();
  }

  /** Nobody writes a second line through a reason. */
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
