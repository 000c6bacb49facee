package dev.ficus.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.cli.FicusCli;
import dev.ficus.cli.demo.Ports;
import dev.ficus.cli.remote.AdminClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the tour and README.md tell people to type is what the command line takes. */
class ScenesTest {

  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[^ ]+");
  private static final Path README = Path.of("..", "README.md");

  private static List<Scene> scenes(Ports ports) {
    URI nobody = URI.create("http://localhost:1");
    Path home = Path.of("/home");
    Path status = home.resolve(".ficus/demo/status");
    Watch watch = new Watch(new AdminClient(nobody, null), nobody, status);
    return new Scenes(new Place(home, ports, status, "link"), watch, "7").all();
  }

  private static List<String> commands(Ports ports) {
    return scenes(ports).stream()
        .flatMap(scene -> scene.steps().stream())
        .flatMap(step -> step instanceof Step.Run run ? Stream.of(run.command()) : Stream.empty())
        .toList();
  }

  private static List<String> ficusLines(Stream<String> lines) {
    return lines
        .map(line -> line.strip().replaceFirst("^\\$ ", ""))
        .filter(line -> line.startsWith("./ficus ") && !line.startsWith("./ficus gateway"))
        .toList();
  }

  private static void assertParsed(String line) {
    String command = line.split(" [#>]", 2)[0];
    String[] words =
        WORD.matcher(command)
            .results()
            .skip(1)
            .map(word -> word.group().replace("\"", ""))
            .toArray(String[]::new);
    assertThat(FicusCli.commandLine().parseArgs(words).hasSubcommand()).as(command).isTrue();
  }

  @Test
  void eachCommandOfTheTourIsTaken() {
    List<String> lines = ficusLines(commands(ports()).stream().flatMap(String::lines));
    assertThat(lines).hasSizeGreaterThan(12).allSatisfy(ScenesTest::assertParsed);
  }

  @Test
  void eachCommandOfTheReadmeIsTaken() throws IOException {
    List<String> lines = ficusLines(Files.readString(README).lines());
    assertThat(lines).hasSizeGreaterThan(12).allSatisfy(ScenesTest::assertParsed);
  }

  @Test
  void otherPortsAreNamedInTheCommands() {
    assertThat(String.join("\n", commands(new Ports(10_001, 10_002, 10_003, 10_004, 10_005))))
        .contains("localhost:10001/catalog", "localhost:10005/defects/failing")
        .doesNotContain(":8080", ":9002", "%");
  }

  @Test
  void anotherTourSendsOtherPayments() {
    assertThat(String.join("\n", commands(ports()))).contains("\"id\":\"pay-7-1\"", "pay-7-2");
  }

  private static Ports ports() {
    return new Ports(8080, 9090, 8081, 9001, 9002);
  }
}
