package dev.ficus.cli;

import dev.ficus.cli.commands.AuditCommand;
import dev.ficus.cli.commands.CircuitCommands;
import dev.ficus.cli.commands.CutoverCommand;
import dev.ficus.cli.commands.DiffsCommand;
import dev.ficus.cli.commands.DriftCommand;
import dev.ficus.cli.commands.ExplainCommand;
import dev.ficus.cli.commands.GatesCommand;
import dev.ficus.cli.commands.InstancesCommand;
import dev.ficus.cli.commands.ParityCommand;
import dev.ficus.cli.commands.QueueCommands;
import dev.ficus.cli.commands.RemainingCommand;
import dev.ficus.cli.commands.RoutesCommand;
import dev.ficus.cli.commands.StatusCommand;
import dev.ficus.cli.commands.TokenCommand;
import dev.ficus.cli.commands.UndoCommand;
import dev.ficus.cli.demo.DemoCommand;
import dev.ficus.cli.leave.LeaveCommand;
import dev.ficus.cli.tools.CheckCommand;
import dev.ficus.cli.tools.ImportCommand;
import dev.ficus.cli.tools.ValidateCommand;
import dev.ficus.cli.tour.TourCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line's main class. */
@Command(
    name = "ficus",
    description = "A strangler-fig migration gateway.",
    mixinStandardHelpOptions = true,
    version = "ficus 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 ok, 1 error, 2 differences, 3 refused by a gate, 4 conflict, 5 timeout,"
          + " 6 unreachable."
    },
    subcommands = {
      DemoCommand.class,
      TourCommand.class,
      GatewayCommand.class,
      ValidateCommand.class,
      ImportCommand.class,
      CheckCommand.class,
      LeaveCommand.class,
      RoutesCommand.class,
      RoutesCommand.One.class,
      CutoverCommand.Shadow.class,
      CutoverCommand.Canary.class,
      CutoverCommand.Live.class,
      CutoverCommand.Retire.class,
      CutoverCommand.Promote.class,
      CutoverCommand.Rollback.class,
      CutoverCommand.Pause.class,
      CutoverCommand.Resume.class,
      UndoCommand.class,
      StatusCommand.class,
      ParityCommand.class,
      GatesCommand.class,
      DiffsCommand.class,
      DriftCommand.class,
      CircuitCommands.All.class,
      CircuitCommands.Mode.class,
      CircuitCommands.Failures.class,
      QueueCommands.All.class,
      QueueCommands.Queue.class,
      QueueCommands.Dead.class,
      QueueCommands.Request.class,
      ExplainCommand.class,
      RemainingCommand.class,
      InstancesCommand.class,
      AuditCommand.class,
      TokenCommand.class,
      CompletionCommand.class,
      TrainingCommand.class,
      CommandLine.HelpCommand.class
    })
public final class FicusCli {

  private FicusCli() {}

  public static void main(String[] args) {
    CheckCommand.prepare();
    System.exit(commandLine().execute(args));
  }

  /** The whole command line; failures become a line for people and an exit code for scripts. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new FicusCli());
    line.setExecutionExceptionHandler(FicusCli::failed);
    line.setParameterExceptionHandler(FicusCli::misused);
    line.setAbbreviatedSubcommandsAllowed(false);
    return line;
  }

  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof CommandFailure known) {
      PrintWriter err = line.getErr();
      err.println("ficus: " + known.getMessage());
      err.flush();
      return known.exitCode();
    }
    throw failure;
  }

  /** Two would mean that something differs. */
  private static int misused(ParameterException misuse, String[] args) {
    PrintWriter err = misuse.getCommandLine().getErr();
    err.println("ficus: " + misuse.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
      misuse.getCommandLine().usage(err);
    }
    err.flush();
    return ExitCode.ERROR;
  }
}
