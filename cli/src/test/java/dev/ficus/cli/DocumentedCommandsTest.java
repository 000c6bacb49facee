package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about the command line names every command. */
class DocumentedCommandsTest {

  @Test
  void everyCommandIsOnThePage() throws Exception {
    String page = Files.readString(Path.of("../docs/cli.md"));
    List<String> missing = new ArrayList<>();
    collect(FicusCli.commandLine(), "", page, missing);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyCommandHasADescription() {
    for (CommandLine command : FicusCli.commandLine().getSubcommands().values()) {
      assertThat(command.getCommandSpec().usageMessage().description())
          .as(command.getCommandName())
          .isNotEmpty();
    }
  }

  private static void collect(CommandLine line, String before, String page, List<String> missing) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              String path = before + name;
              boolean alias = !name.equals(command.getCommandName());
              boolean hidden = command.getCommandSpec().usageMessage().hidden();
              boolean onlyAGroup = !command.getSubcommands().isEmpty();
              Pattern named = Pattern.compile("`" + Pattern.quote(path) + "[ `]");
              if (!alias && !hidden && !onlyAGroup && !named.matcher(page).find()) {
                missing.add(path);
              }
              collect(command, path + " ", page, missing);
            });
  }
}
