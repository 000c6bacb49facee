package dev.ficus.cli.commands;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.remote.AdminClient;
import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a change is made: asked about first, and with a reason that the audit keeps. */
public final class ChangeOptions {

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "say what would be done, and leave it")
  private boolean dryRun;

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "why, for the audit log")
  private @Nullable String reason;

  boolean dryRun() {
    return dryRun;
  }

  @Nullable String reason() {
    return reason;
  }

  /** A call that takes no body, with the reason in its query. */
  String withReason(String path) {
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put("reason", reason);
    return AdminClient.query(path, query);
  }

  /**
   * Whether to go on, having said what will be done.
   *
   * @throws CommandFailure if nobody can be asked
   */
  @SuppressWarnings("SystemConsoleNull") // without the line editor's module there still may be none
  boolean agreed(String question) {
    if (dryRun) {
      return false;
    }
    if (yes) {
      return true;
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new CommandFailure(
          ExitCode.ERROR, "nobody is there to be asked (way out: --yes, or --dry-run)");
    }
    String answer = console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
