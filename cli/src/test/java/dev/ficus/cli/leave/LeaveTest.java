package dev.ficus.cli.leave;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.PathPattern;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What leaves, what stays and why, and how it is said; by the stages that the files declare. */
class LeaveTest {

  static final String ROUTES =
      """
      default: { "*": old, "admin.*": none }
      upstreams:
        old: { url: "${OLD:http://localhost:9001}" }
        new: { url: "${NEW:http://localhost:9002}", headers: { set: { X-Plain: yes please } } }
        guarded: { url: "http://localhost:9003", circuit: { failures: 5 } }
        twice: { urls: [ "http://a:1", "http://b:2" ] }
      routes:
        - { id: order, match: "GET /api/orders/{id}", target: new, stage: retired, rewrite: { path: "/orders/{id}" } }
        - { id: new-order, match: "GET /api/orders/new", target: new, stage: canary }
        - { id: place, match: "POST /api/orders", target: new, stage: retired }
        - { id: rest, match: "/files/{*rest}", target: new, stage: retired, rewrite: { path: "/{*rest}" } }
        - { id: gone, match: GET /gone, target: { respond: { status: 410, contentType: text/plain, body: "gone\\n" } }, stage: retired }
        - { id: marked, match: GET /marked, target: new, stage: retired, filters: [ "SetResponseHeader=X-Via, ficus", "RemoveRequestHeader=X-Old" ] }
        - { id: stripped, match: "GET /stripped/{*rest}", target: new, stage: retired, filters: [ "StripPrefix=1" ] }
        - { id: quick, match: GET /quick, target: guarded, stage: retired }
        - { id: page, match: GET /page, target: new, stage: retired, rewrite: { query: { size: "{query.limit}" } } }
        - { id: beta, match: { path: /beta, methods: [ GET ], headers: { X-Beta: "1" } }, target: new, stage: retired }
        - { id: not-beta, match: GET /beta, target: new, stage: retired }
        - { id: number, match: "GET /numbers/{n:[0-9]+}", target: new, stage: retired }
        - { id: odd, match: "GET /odd/{n:a.*}", target: new, stage: retired }
        - { id: several, match: GET /several, target: twice, stage: retired }
        - { id: inside, match: GET /inside, target: new, listener: internal, stage: retired }
        - { id: hook, match: POST /hook, webhook: { subscribers: [ { name: s, target: new } ] } }
        - { id: report, match: POST /report, store: { target: new } }
        - { id: old-page, match: GET /old-page, target: new }
      """;

  @TempDir private static Path directory;

  private record Said(int code, String out) {}

  private static Said leave(String routes, String... options) throws Exception {
    Path routeFiles = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routeFiles.resolve("r.yaml"), routes);
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new LeaveCommand());
    line.setOut(new PrintWriter(out, true));
    String[] all = new String[options.length + 2];
    all[0] = routeFiles.toString();
    all[1] = "--declared";
    System.arraycopy(options, 0, all, 2, options.length);
    return new Said(line.execute(all), out.toString());
  }

  /** Results are asked of Ficus while a route that keeps some stays, and not any longer. */
  @Test
  void resultsStayWithTheRoutesThatKeepThem() throws Exception {
    String results = "\"~^\\\\S* \\\\S+ /\\\\.ficus/requests/\" ficus;";
    assertThat(leave(ROUTES).out()).contains(results);
    String without =
        ROUTES.lines().filter(line -> !line.contains("id: report")).collect(joining("\n"));
    assertThat(leave(without).out()).contains("proxy_pass http://ficus").doesNotContain("requests/");
  }

  @Test
  void whatAnyProxyCanDoLeavesAndTheRestSaysWhyNot() throws Exception {
    Said said = leave(ROUTES, "-o", "json");
    assertThat(said.code()).isZero();
    JsonNode document = JsonMapper.shared().readTree(said.out());
    assertThat(document.path("leaves").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("order", "place", "rest", "gone", "marked", "number");
    Map<String, String> stays = new TreeMap<>();
    document
        .path("stays")
        .forEach(its -> stays.put(its.path("route").asString(), its.path("why").asString()));
    assertThat(stays)
        .containsEntry("new-order", "still in stage canary")
        .containsEntry("old-page", "still in stage legacy")
        .containsEntry("stripped", "filter StripPrefix")
        .containsEntry("quick", "the circuit of upstream guarded is shared by the fleet")
        .containsEntry("page", "rewrites the query")
        .containsEntry("beta", "chosen by header X-Beta")
        .containsEntry(
            "not-beta", "shares its path with beta, which is chosen by more than the path")
        .containsEntry("odd", "its path has an expression that nginx might read otherwise")
        .containsEntry("several", "each URL of upstream twice wants a Host of its own")
        .containsEntry("inside", "answers on the internal port, for functions")
        .containsEntry("hook", "webhook: checked, queued, and delivered with retries")
        .containsEntry("report", "storage-first: stored, worked on later, its result kept")
        .hasSize(12);
  }

  @Test
  void theConfigurationTriesRoutesInTheirOrderOfPrecedence() throws Exception {
    String text = leave(ROUTES).out();
    assertThat(text).contains("# 12 of 18 routes cannot leave yet:", "#   quick: the circuit of");
    int literal = text.indexOf("\"~^\\\\S* (?:GET) /api/orders/new$\" ficus;");
    int variable = text.indexOf("\"~^\\\\S* (?:GET) /api/orders/([^/]+)$\" route-order;");
    assertThat(literal).isPositive();
    assertThat(variable).isGreaterThan(literal);
    assertThat(text)
        .contains("\"~^admin\\\\.\\\\S+ \" none;")
        .contains("rewrite \"^/\\\\.ficus/route-order/api/orders/([^/]+)$\" \"/orders/$1\" break;")
        .contains("rewrite \"^/\\\\.ficus/route-rest/files/?(.*)$\" \"/$1\" break;")
        .contains("return 410 \"gone\n\";")
        .contains("add_header X-Via \"ficus\" always;", "proxy_set_header X-Old \"\";")
        .contains("proxy_set_header X-Plain \"yes please\";");
  }

  @Test
  void withNothingLeftToMigrateNoFicusIsNamed() throws Exception {
    String text =
        leave(
                """
                default: none
                upstreams: { new: { url: "https://new.example" } }
                routes:
                  - { id: a, match: /a, target: new, stage: retired }
                """)
            .out();
    assertThat(text)
        .contains("Everything leaves")
        .contains("server new.example:443;", "proxy_ssl_verify on;", "proxy_pass https://to-new")
        .doesNotContain("upstream ficus", "localhost:8080");
  }

  @Test
  void secretsAreNotPrinted() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cr3t-value\n");
    String text =
        leave(
                """
                default: none
                upstreams: { new: { url: "http://new", headers: { set: { X-Key: "${file:%s}" } } } }
                routes:
                  - { id: a, match: /a, target: new, stage: retired }
                """
                    .formatted(secret))
            .out();
    assertThat(text).contains("BY HAND, a secret: proxy_set_header X-Key");
    assertThat(text).doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/, /a/",
    "/a.b/{id}, /a\\.b/([^/]+)",
    "/a/*, /a/[^/]+",
    "/a/re-*.pdf, /a/re-[^/]*\\.pdf",
    "/a/**, /a(?:/.*)?",
    "/a/{*rest}, /a((?:/.*)?)",
    "/a/{n:\\d+}, /a/(\\d+)",
  })
  void pathsBecomeExpressions(String pattern, String expression) {
    assertThat(NginxPath.of(PathPattern.parse(pattern)))
        .extracting(NginxPath::expression)
        .isEqualTo(expression);
  }
}
