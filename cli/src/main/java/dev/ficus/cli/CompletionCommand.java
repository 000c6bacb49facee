package dev.ficus.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ficus completion}. */
@Command(
    name = "completion",
    aliases = "generate-completion",
    description = {
      "Prints what bash and zsh need to complete ficus commands.",
      "For this session: source <(./ficus completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var root = Objects.requireNonNull(spec).root().commandLine();
    root.getOut().print(AutoComplete.bash(root.getCommandName(), root));
    root.getOut().println();
    root.getOut().flush();
    return ExitCode.OK;
  }
}
