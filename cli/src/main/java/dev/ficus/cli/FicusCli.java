package dev.ficus.cli;

import dev.ficus.cli.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's main class. */
@Command(
    name = "ficus",
    description = "A strangler-fig migration gateway.",
    mixinStandardHelpOptions = true,
    version = "ficus 0.1.0",
    subcommands = {DemoCommand.class, CommandLine.HelpCommand.class})
public final class FicusCli {

  private FicusCli() {}

  public static void main(String[] args) {
    int code = new CommandLine(new FicusCli()).execute(args);
    System.exit(code);
  }
}
