package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import dev.ficus.gateway.routefile.DeclarationPatch.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeclarationPatchTest {

  private static final Wanted LIVE = new Wanted(Stage.LIVE, Weight.NONE);
  private static final Wanted CANARY = new Wanted(Stage.CANARY, Weight.parse("2.5%"));

  private static SourceText source(String text) {
    return new SourceText(Sources.NAME, text);
  }

  private static String patched(String text, Map<String, Wanted> wanted) {
    return DeclarationPatch.apply(List.of(source(text)), wanted).getOrDefault(Sources.NAME, text);
  }

  private static String patched(String text, Wanted wanted) {
    return patched(text, Map.of("a", wanted));
  }

  @Test
  void changesAStageAndNothingElse() {
    assertThat(
            patched(
                """
                routes:
                  - id: a     # the first
                    match: /a
                    stage: legacy   # since Monday
                  - id: b
                    match: /b
                    stage: legacy
                """,
                LIVE))
        .isEqualTo(
            """
            routes:
              - id: a     # the first
                match: /a
                stage: live   # since Monday
              - id: b
                match: /b
                stage: legacy
            """);
  }

  @Test
  void keepsQuotes() {
    assertThat(patched("routes: [ { id: a, match: /a, stage: \"legacy\" } ]", LIVE))
        .isEqualTo("routes: [ { id: a, match: /a, stage: \"live\" } ]");
    assertThat(
            patched(
                "routes: [ { id: a, match: /a, stage: 'canary', canary: { weight: '1%' } } ]",
                CANARY))
        .isEqualTo("routes: [ { id: a, match: /a, stage: 'canary', canary: { weight: '2.5%' } } ]");
  }

  @Test
  void insertsAStageAfterTheMatch() {
    assertThat(
            patched(
                """
                routes:
                - id: a
                  match: GET /a  # as today
                  target: b
                """,
                LIVE))
        .isEqualTo(
            """
            routes:
            - id: a
              match: GET /a  # as today
              stage: live
              target: b
            """);
    assertThat(patched("routes: [ { id: a, match: /a, target: b } ]", LIVE))
        .isEqualTo("routes: [ { id: a, match: /a, stage: live, target: b } ]");
  }

  @Test
  void insertsAStageAfterTheIdWhereTheMatchIsLong() {
    assertThat(
            patched(
                """
                routes:
                  - match:
                      path: /a
                    id: a
                    target: b
                """,
                LIVE))
        .isEqualTo(
            """
            routes:
              - match:
                  path: /a
                id: a
                stage: live
                target: b
            """);
  }

  @Test
  void insertsACanary() {
    assertThat(
            patched(
                """
                routes:
                  - id: a
                    match: /a
                    stage: legacy # now
                """,
                CANARY))
        .isEqualTo(
            """
            routes:
              - id: a
                match: /a
                stage: canary # now
                canary: { weight: 2.5% }
            """);
    assertThat(patched("routes: [ { id: a, match: /a } ]", CANARY))
        .isEqualTo("routes: [ { id: a, match: /a, stage: canary, canary: { weight: 2.5% } } ]");
  }

  @Test
  void insertsAWeightIntoACanary() {
    assertThat(
            patched(
                """
                routes:
                  - id: a
                    match: /a
                    stage: canary
                    canary:
                      # by tenant
                      stickyBy: header:X-Tenant
                """,
                CANARY))
        .isEqualTo(
            """
            routes:
              - id: a
                match: /a
                stage: canary
                canary:
                  # by tenant
                  weight: 2.5%
                  stickyBy: header:X-Tenant
            """);
    assertThat(patched("routes: [ { id: a, match: /a, canary: {}, stage: canary } ]", CANARY))
        .isEqualTo("routes: [ { id: a, match: /a, canary: { weight: 2.5% }, stage: canary } ]");
    assertThat(
            patched(
                "routes: [ { id: a, match: /a, stage: canary, canary: { stickyBy: client-ip } } ]",
                CANARY))
        .isEqualTo(
            "routes: [ { id: a, match: /a, stage: canary,"
                + " canary: { weight: 2.5%, stickyBy: client-ip } } ]");
  }

  @Test
  void leavesAloneWhatIsDeclaredAlready() {
    String text =
        "routes: [ { id: a, match: /a, stage: canary, canary: { weight: 2.50 } },"
            + " { id: b, match: /b, stage: live, canary: { weight: 10% } } ]";
    assertThat(DeclarationPatch.apply(List.of(source(text)), Map.of("a", CANARY, "b", LIVE)))
        .isEmpty();
    assertThat(DeclarationPatch.diff(List.of(source(text)), Map.of("a", CANARY, "x", LIVE)))
        .isEmpty();
  }

  @Test
  void keepsLineEnds() {
    assertThat(patched("routes:\r\n- id: a\r\n  match: /a\r\n  target: b\r\n", LIVE))
        .isEqualTo("routes:\r\n- id: a\r\n  match: /a\r\n  stage: live\r\n  target: b\r\n");
    assertThat(patched("routes:\n- id: a\n  match: /a", LIVE))
        .isEqualTo("routes:\n- id: a\n  match: /a\n  stage: live");
  }

  @Test
  void printsAUnifiedDiff() {
    assertThat(
            DeclarationPatch.diff(
                List.of(
                    source(
                        """
                        # 1
                        # 2
                        routes:
                          # 4
                          - id: a
                            match: /a
                            stage: legacy
                            # 8
                        """)),
                Map.of("a", CANARY)))
        .isEqualTo(
            """
            --- a/routes/test.yaml
            +++ b/routes/test.yaml
            @@ -4,5 +4,6 @@
               # 4
               - id: a
                 match: /a
            -    stage: legacy
            +    stage: canary
            +    canary: { weight: 2.5% }
                 # 8
            """);
  }

  static Stream<String> sources() {
    return Stream.of(
        Sources.resource("good/everything.yaml"),
        "routes:\n- id: a\n  match: /a",
        "routes: [ { id: a, match: /a }, { id: b, match: /b, stage: '${S:legacy}' } ]",
        "# é😀\nroutes:\r\n- id: a\r\n  match: '/é😀'   # 😀\r\n",
        ReaderSpeedTest.manyRoutes(300));
  }

  /** For every route of every file and each kind of wish, what is read back is what was wanted. */
  @ParameterizedTest
  @MethodSource("sources")
  void filesDeclareExactlyWhatIsWanted(String text) {
    for (Wanted wanted : List.of(LIVE, CANARY, new Wanted(Stage.LEGACY, Weight.NONE))) {
      Map<String, Wanted> all = wantedOfAll(text, wanted);
      assertDeclares(patched(text, all), wanted);
      assertThat(patched(patched(text, all), all)).isEqualTo(patched(text, all));
    }
  }

  private static Map<String, Wanted> wantedOfAll(String text, Wanted wanted) {
    Map<String, Wanted> all = new TreeMap<>();
    Sources.good(text).routes().forEach(route -> all.put(route.id().value(), wanted));
    return all;
  }

  private static void assertDeclares(String text, Wanted wanted) {
    for (RouteSpec route : Sources.good(text).routes()) {
      assertThat(Objects.requireNonNull(route.settings().stage()).value())
          .isEqualTo(wanted.stage());
      Located<Weight> weight = route.settings().canary().weight();
      if (wanted.stage() == Stage.CANARY) {
        assertThat(Objects.requireNonNull(weight).value()).isEqualTo(wanted.weight());
      }
    }
  }

  /** With the tool that people will use. */
  @ParameterizedTest
  @MethodSource("sources")
  void gitAppliesTheDiff(String text, @TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, Wanted> wanted = new TreeMap<>();
    int i = 0;
    for (RouteSpec route : Sources.good(text).routes()) {
      if (i++ % 7 == 0) {
        wanted.put(route.id().value(), CANARY);
      }
    }
    Path file = directory.resolve(Sources.NAME);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    Path diff = directory.resolve("a.diff");
    Files.writeString(diff, DeclarationPatch.diff(List.of(source(text)), wanted));
    Process git = apply(directory, diff);
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(git.exitValue()).as(output).isZero();
    assertThat(Files.readString(file)).isEqualTo(patched(text, wanted));
  }

  private static Process apply(Path directory, Path diff) {
    try {
      return new ProcessBuilder("git", "apply", "--verbose", diff.toString())
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      return Assumptions.abort("there is no git here");
    }
  }
}
