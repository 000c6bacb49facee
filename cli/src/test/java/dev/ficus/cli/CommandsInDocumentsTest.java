package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands that documents show are understood as they stand there. */
class CommandsInDocumentsTest {

  private static final Path HOME = Path.of("..");

  private static final Pattern SPAN = Pattern.compile("`(?:\\./)?ficus ([a-z][^`]*)`");

  /** A line of a block; a remark, or another command, may follow. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^(?:\\$ )?(?:\\./)?ficus ([a-z][^`#>|\\n]*)");

  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(HOME.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(it -> it.toString().endsWith(".md")).toList());
      pages.add(HOME.resolve("README.md"));
      return pages;
    }
  }

  /** Those that are no mere shape. */
  private static List<String> commands(String text) {
    return Stream.of(SPAN, LINE)
        .flatMap(pattern -> pattern.matcher(text).results())
        .map(command -> command.group(1).replaceFirst("(?s)>.*", "").strip())
        .filter(command -> !command.matches("(?s).*[…\\[|].*"))
        .toList();
  }

  private static String[] words(String command) {
    return WORD.matcher(command).results().map(MatchResult::group).toArray(String[]::new);
  }

  @Test
  void allAreUnderstood() throws IOException {
    List<String> misunderstood = new ArrayList<>();
    int understood = 0;
    for (Path page : pages()) {
      for (String said : commands(Files.readString(page))) {
        try {
          FicusCli.commandLine().parseArgs(words(said));
          understood++;
        } catch (CommandLine.ParameterException e) {
          misunderstood.add(page + ": ficus " + said + " (" + e.getMessage() + ")");
        }
      }
    }
    assertThat(misunderstood).isEmpty();
    assertThat(understood).isGreaterThan(40);
  }
}
