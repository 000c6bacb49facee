package dev.ficus.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whatever is in a log or a document, the stubs are files that a gateway takes. */
class ImportTest {

  @TempDir private Path directory;

  private static String run(Object command, int expected, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    assertThat(line.execute(arguments)).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }

  private String imported(String name, String text, String... options) throws Exception {
    Path file = directory.resolve(name);
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    String[] all = new String[options.length + 1];
    all[0] = file.toString();
    System.arraycopy(options, 0, all, 1, options.length);
    String stubs = run(new ImportCommand(), 0, all);
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routes.resolve("stubs.yaml"), stubs);
    assertThat(run(new ValidateCommand(), 0, routes.toString())).contains("good: ");
    return stubs;
  }

  private static String combined(String request, int status) {
    return "10.0.0.1 - - [23/Nov/2026:10:15:30 +0000] \""
        + request
        + "\" "
        + status
        + " 1 \"-\" \"x\"\n";
  }

  @Test
  void theBusiestComeFirstAndVariantsOfAVariableAreOne() throws Exception {
    String stubs =
        imported(
            "access.log",
            combined("GET /b/1 HTTP/1.1", 200)
                + combined("GET /b/2 HTTP/1.1", 200)
                + combined("GET /b/caf%C3%A9 HTTP/1.1", 200)
                + combined("GET /a HTTP/1.1", 200)
                + combined("GET http://shop.example/a?x=1 HTTP/1.1", 304)
                + combined("DELETE /gone HTTP/1.1", 404));
    assertThat(stubs.lines().filter(line -> line.startsWith("  - ")))
        .satisfiesExactly(
            first -> assertThat(first).contains("\"GET /b/{id}\"", "# 3"),
            second -> assertThat(second).contains("\"GET /a\"", "# 2"));
    assertThat(imported("access.log", combined("GET /x HTTP/1.1", 200), "--limit", "1"))
        .contains("stage: legacy");
  }

  @Test
  void oddPathsDoNoHarm() throws Exception {
    StringBuilder log = new StringBuilder();
    Random random = new Random(7);
    String odd = "/ab{}*\\%;:.?#\"'~|[]<>^`$@&=+-_!é0123456789%2f%2e";
    for (int i = 0; i < 3_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(12); n > 0; n--) {
        path.append(odd.charAt(random.nextInt(odd.length())));
      }
      log.append(combined(List.of("GET", "POST").get(i % 2) + " " + path + " HTTP/1.1", 200));
    }
    assertThat(imported("access.log", log.toString(), "--limit", "10000")).contains("routes:");
  }

  @Test
  void linesOfJsonAreReadWhateverTheirFieldsAreCalled() throws Exception {
    String stubs =
        imported(
            "access.json",
            """
            {"method":"GET","uri":"/one","status":200}
            {"request_method":"PUT","request_uri":"/two/17?x=1","status_code":"204"}
            {"http_method":"POST","url":"https://shop.example/three"}
            """);
    assertThat(stubs).contains("\"GET /one\"", "\"PUT /two/{id}\"", "\"POST /three\"");
  }

  @Test
  void documentsOfBothVersionsBecomeRoutesBelowTheirBase() throws Exception {
    assertThat(
            imported(
                "openapi.yaml",
                """
                openapi: 3.1.0
                servers: [ { url: "https://shop.example/v1/" } ]
                paths:
                  /orders/{order.id}: { get: {}, delete: {}, parameters: [] }
                  /files/{name}.{kind}: { get: {} }
                """))
        .contains("\"DELETE /v1/orders/{order_id}\"", "\"GET /v1/files/*.*\"");
    assertThat(
            imported(
                "swagger.json",
                "{\"swagger\":\"2.0\",\"basePath\":\"/api\",\"paths\":{\"/a\":{\"get\":{}}}}"))
        .contains("\"GET /api/a\"");
    Path nothing = Files.writeString(directory.resolve("nothing.yaml"), "a: b");
    run(new ImportCommand(), 1, nothing.toString());
  }
}
