package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command against a real gateway. */
class CommandsIT {

  private static final String TOKEN = "a-token-for-tests-only";
  private static final Path GATEWAY = Path.of("../gateway/target/ficus-gateway-exec.jar");

  @TempDir private static Path directory;

  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static HttpServer upstream;
  private static Process gateway;
  private static String client;
  private static String admin;
  private static Duration workToStart;
  private static final AtomicInteger hookStatus = new AtomicInteger(500);

  private record Said(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    assertThat(GATEWAY).as("the gateway is packaged before this runs").exists();
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext("/", CommandsIT::answer);
    upstream.start();
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(
        routes.resolve("r.yaml"),
        """
        default: m
        upstreams:
          m: { url: "http://localhost:%1$d/legacy" }
          t: { url: "http://localhost:%1$d" }
        groups: { orders: { target: t }, paying: { target: t } }
        routes:
          - { id: get-order, match: "GET /orders/{id}", group: orders }
          - { id: put-order, match: "PUT /orders/{id}", group: orders }
          - { id: search, match: GET /search, target: t, gates: { mismatchRate: 1%% } }
          - { id: pay, match: POST /pay, group: paying, gates: { mismatchRate: 1%% } }
          - { id: payments, match: GET /payments, group: paying, gates: { mismatchRate: 1%% } }
          - { id: declared, match: GET /declared, target: t, stage: legacy }
          - { id: free, match: GET /free, target: t }
          - id: hook
            match: POST /hook
            webhook: { subscribers: [ { name: mail, target: t, retry: { attempts: 1 } } ] }
          - { id: report, match: POST /report, store: { target: t } }
        """
            .formatted(upstream.getAddress().getPort())
            .replace("/legacy\"", "\""));
    int port = freePort();
    int adminPort = freePort();
    client = "http://localhost:" + port;
    admin = "http://localhost:" + adminPort;
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-jar",
                GATEWAY.toString(),
                "--server.port=" + port,
                "--management.server.port=" + adminPort,
                "--ficus.internal-port=-1",
                "--ficus.data-dir=" + directory.resolve("data"),
                "--ficus.routes.dir=" + routes,
                "--ficus.shutdown.delay=0s")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("gateway.log").toFile());
    command.environment().put("FICUS_ADMIN_TOKEN", TOKEN);
    gateway = command.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> send("GET", admin + "/actuator/health/readiness", null).statusCode() == 200);
    workToStart = gateway.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.destroy();
    if (!gateway.waitFor(20, TimeUnit.SECONDS)) {
      gateway.destroyForcibly().waitFor();
    }
    upstream.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    boolean hook = exchange.getRequestURI().getPath().equals("/hook");
    byte[] body =
        exchange.getRequestMethod().equals("HEAD")
            ? new byte[0]
            : ("{\"path\":\"" + exchange.getRequestURI() + "\"}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        hook ? hookStatus.get() : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> send(String method, String url, String body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).method(method, publisher).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Said ficus(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--server")) {
      all.addAll(List.of("--server", admin));
    }
    if (!all.contains("--token")) {
      all.addAll(List.of("--token", TOKEN));
    }
    return bare(all.toArray(String[]::new));
  }

  private static Said bare(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = FicusCli.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Said(code, out.toString(), err.toString());
  }

  private static String ok(String... arguments) {
    Said said = ficus(arguments);
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).as(said.out()).isEqualTo(ExitCode.OK);
    return said.out();
  }

  private static JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    return JsonMapper.shared().readTree(ok(all.toArray(String[]::new)));
  }

  @Test
  void routesAreShownForPeopleAndForPrograms() {
    assertThat(ok("routes")).contains("ROUTE", "get-order", "GET /orders/{id}", "orders");
    assertThat(ok("routes", "--group", "orders")).contains("put-order").doesNotContain("search");
    assertThat(json("routes").path("routes").findValuesAsString("id")).contains("hook", "declared");
    assertThat(ok("routes", "-o", "yaml")).contains("id: get-order").contains("stage: legacy");
    assertThat(ok("route", "search")).contains("stage     legacy", "mismatchRate", "plan");
    assertThat(ok("route", "@orders"))
        .contains("get-order", "put-order", "legacy    m, never answered");
    assertThat(ok("route", "hook/mail")).contains("hook/mail");
  }

  /** Work and not time, so that a busy machine makes no difference; about ten seconds are usual. */
  @Test
  void theGatewayIsReadyWithoutALotOfWork() {
    System.out.println("the gateway was ready after " + workToStart + " of work");
    assertThat(workToStart).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aRouteGoesAllTheWayAndBack() throws Exception {
    assertThat(send("GET", client + "/free", null).statusCode()).isEqualTo(200);
    assertThat(ok("canary", "free", "10%", "--dry-run")).contains("free: legacy → canary 10%");
    assertThat(json("route", "free").path("stage").asString()).isEqualTo("legacy");
    assertThat(ok("shadow", "free", "--yes")).contains("done: revision", "on 1 of 1 instances");
    assertThat(ok("canary", "free", "10%", "--yes", "-m", "first clients")).contains("canary 10%");
    assertThat(ok("pause", "free", "--yes")).contains("done");
    assertThat(ok("routes")).contains("paused");
    assertThat(ok("resume", "free", "--yes")).contains("done");
    assertThat(ok("promote", "free", "--yes")).contains("free: canary 10% → ");
    assertThat(ok("live", "free", "--yes")).contains("→ live");
    assertThat(ok("live", "free", "--yes")).contains("nothing to do");
    long revision =
        json("audit", "--subject", "free").path("events").get(0).path("revision").asLong();
    assertThat(ok("rollback", "free", "--to", "10%", "--yes")).contains("live → canary 10%");
    Said stale = ficus("undo", Long.toString(revision), "--yes");
    assertThat(stale.code()).isEqualTo(ExitCode.CONFLICT);
    assertThat(stale.err()).contains("free is at 10% by now");
    long last = json("audit", "--subject", "free").path("events").get(0).path("revision").asLong();
    assertThat(ok("undo", Long.toString(last), "--yes"))
        .contains("free: canary 10% → live", "done");
    assertThat(ok("route", "free")).containsPattern("legacy    m, last answered 20\\d\\d-");
    assertThat(ok("retire", "free", "--yes"))
        .containsPattern("free: live → retired; legacy last answered 20\\d\\d-");
    assertThat(ok("rollback", "free", "--yes", "--force", "-m", "a test")).contains("→ legacy");
    assertThat(ok("rollback", "free", "--yes")).contains("nothing to do");
    assertThat(ficus("undo", "99999", "--yes").err()).contains("no cutover of revision 99999");
    assertThat(ok("live", "@orders", "--yes")).contains("get-order: legacy → live", "put-order");
    long ofGroup =
        json("audit", "--subject", "@orders").path("events").get(0).path("revision").asLong();
    assertThat(ok("undo", Long.toString(ofGroup), "--dry-run"))
        .contains("get-order: live → legacy", "put-order: live → legacy", "left as it was");
    assertThat(json("undo", Long.toString(ofGroup), "--yes").path("changes")).hasSize(2);
    assertThat(ok("live", "@orders", "--yes")).contains("get-order: legacy → live");
    Said local =
        ficus("rollback", "@orders", "--local", "--yes", "--server", admin + ",http://localhost:1");
    assertThat(local.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(local.out())
        .contains("get-order: live → legacy", "no gateway at http://localhost:1");
  }

  @Test
  void gatesRefuseAndSayWhatIsMissing() {
    Said refused = ficus("live", "search", "--yes");
    assertThat(refused.code()).isEqualTo(ExitCode.GATE);
    assertThat(refused.err()).contains("mismatchRate inconclusive", "more");
    Said gates = ficus("gates", "search");
    assertThat(gates.code()).isEqualTo(ExitCode.GATE);
    assertThat(gates.out()).contains("mismatchRate ≤ 1%");
    assertThat(ok("gates", "free")).contains("no gates");
    assertThat(ok("parity", "search")).contains("parity insufficient", "P95", "legacy", "target");
    assertThat(ok("parity")).contains("search");
    String reason = "ü".repeat(1_000);
    assertThat(ok("parity", "reset", "search", "--yes", "-m", reason)).contains("anew");
    JsonNode reset = json("audit", "--subject", "search").path("events").get(0);
    assertThat(reset.path("what").asString()).isEqualTo("parity.reset");
    assertThat(reset.path("reason").asString()).isEqualTo(reason);
    assertThat(ok("diffs", "search", "--ignore", "/at")).contains("no differences", "without /at");
  }

  @Test
  void theEvidenceOfAGroupIsThatOfItsRoutes() {
    Said gates = ficus("gates", "@paying");
    assertThat(gates.code()).as(gates.out()).isEqualTo(ExitCode.GATE);
    assertThat(gates.out()).contains("pay:", "payments:", "mismatchRate ≤ 1%");
    Said asJson = ficus("gates", "@paying", "-o", "json");
    assertThat(asJson.code()).isEqualTo(ExitCode.GATE);
    JsonNode routes = JsonMapper.shared().readTree(asJson.out()).path("routes");
    assertThat(routes.get(0).path("route").asString()).isEqualTo("pay");
    assertThat(routes.get(0).path("gates")).hasSize(1);
    assertThat(ok("gates", "@orders")).contains("get-order: no gates", "put-order: no gates");
    assertThat(ok("parity", "@paying")).contains("pay (legacy)", "payments (legacy)");
    assertThat(json("parity", "@paying").path("routes").findValuesAsString("route"))
        .containsExactly("pay", "payments");
    assertThat(ok("diffs", "@paying")).contains("pay: no differences", "payments: no differences");
    assertThat(ok("parity", "reset", "@paying", "--yes")).contains("of pay ", "of payments ");
    assertThat(json("parity", "reset", "@paying", "--dry-run").path("routes")).hasSize(2);
    for (String command : new String[] {"parity", "diffs"}) {
      Said subscriber = ficus(command, "hook/mail");
      assertThat(subscriber.code()).isEqualTo(ExitCode.ERROR);
      assertThat(subscriber.err()).contains("'hook/mail' is a subscriber", "a route, or @group");
    }
    assertThat(ok("gates", "hook/mail")).contains("no gates");
    assertThat(ficus("gates", "@nobody").err()).contains("nobody");
  }

  @Test
  void aFilterHoldsForProgramsToo() {
    assertThat(json("routes", "--group", "orders").path("routes").findValuesAsString("id"))
        .containsExactly("get-order", "put-order");
    assertThat(json("routes", "--stage", "retired").path("routes").findValuesAsString("id"))
        .containsExactly("hook");
    assertThat(json("circuits").path("circuits").findValuesAsString("name")).contains("t/search");
    assertThat(json("circuits", "--open").path("circuits").findValuesAsString("name"))
        .doesNotContain("t/search");
    JsonNode parity = json("parity").path("routes");
    assertThat(parity.findValuesAsString("route")).contains("search").doesNotContain("free");
    assertThat(parity.get(0).path("mismatches").has("of")).isTrue();
  }

  @Test
  void whatGoesWrongHasAMessageAndACode() {
    Said unknown = ficus("route", "serch");
    assertThat(unknown.code()).isEqualTo(ExitCode.ERROR);
    assertThat(unknown.err()).contains("serch", "search");
    Said badToken = ficus("routes", "--token", "wrong");
    assertThat(badToken.code()).isEqualTo(ExitCode.ERROR);
    assertThat(badToken.err()).contains("--token");
    Said nobody = ficus("routes", "--server", "http://localhost:1");
    assertThat(nobody.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(nobody.err()).contains("no gateway at http://localhost:1");
    Said notAdmin = ficus("routes", "--server", client);
    assertThat(notAdmin.code()).isEqualTo(ExitCode.ERROR);
    assertThat(notAdmin.err()).contains("is it the admin port?");
    Said alone = ficus("live", "get-order", "--yes");
    assertThat(alone.code()).isEqualTo(ExitCode.CONFLICT);
    assertThat(alone.err()).contains("group");
    Said late = ficus("status", "search", "--for", "live", "--timeout", "700ms");
    assertThat(late.code()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(late.out()).contains("search: legacy", "waited for: live");
    Said unasked = ficus("live", "declared");
    assertThat(unasked.code()).isEqualTo(ExitCode.ERROR);
    assertThat(unasked.err()).contains("--yes");
    Said misused = ficus("canary");
    assertThat(misused.code()).isEqualTo(ExitCode.ERROR);
    assertThat(misused.err()).contains("Missing required");
    assertThat(ficus("canary", "free", "lots", "--yes").code()).isEqualTo(ExitCode.ERROR);
    assertThat(ficus("rout").err()).contains("routes");
    assertThat(ficus("status", "search", "--timeout", "soon").err()).contains("such as 500ms");
    assertThat(ficus("dead", "list", "hook").err()).contains("route/subscriber");
  }

  @Test
  void driftIsShownPatchedAndTaken() {
    assertThat(ok("drift")).contains("no drift");
    assertThat(ok("live", "declared", "--yes")).contains("done");
    Said drift = ficus("drift");
    assertThat(drift.code()).isEqualTo(ExitCode.DIFFERENCES);
    assertThat(drift.out()).contains("declared: declared legacy, in force live");
    assertThat(ok("drift", "patch")).contains("-", "+").contains("stage: live");
    assertThat(ok("drift", "take-files", "--yes")).contains("declared: live → legacy");
    assertThat(ok("drift")).contains("no drift");
    assertThat(ok("status")).contains("1 of 1 instances on revision", "routes");
    assertThat(ok("status", "declared", "--for", "legacy")).contains("declared: legacy");
    assertThat(ok("status", "declared", "--timeout", "5s")).contains("1 of 1 instances");
  }

  @Test
  void circuitsAndTheirFailures() {
    assertThat(ok("circuits")).contains("t/free", "closed", "auto");
    assertThat(ok("circuit", "t/free", "open", "--yes", "-m", "a test")).contains("open");
    assertThat(ok("circuits", "--open")).contains("t/free").doesNotContain("t/search");
    assertThat(ok("circuit", "t/free")).contains("mode open");
    assertThat(ok("circuit", "t/free", "auto", "--yes")).contains("mode auto");
    assertThat(ok("failures", "--upstream", "m", "--since", "1h")).contains("no failures");
  }

  @Test
  void queuesDeadLettersAndStoredRequests() throws Exception {
    assertThat(ok("queue", "pause", "hook/mail", "--yes")).contains("done");
    HttpResponse<String> accepted = send("POST", client + "/hook", "{\"n\":1}");
    assertThat(accepted.statusCode()).isEqualTo(202);
    String id = JsonMapper.shared().readTree(accepted.body()).path("id").asString();
    assertThat(ok("queues")).contains("hook/mail", "paused");
    assertThat(ok("dead", "list", "hook/mail", "--state", "waiting")).contains(id);
    assertThat(ok("queue", "resume", "hook/mail", "--yes")).contains("done");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ok("dead", "list", "hook/mail")).contains(id));
    assertThat(ok("dead", "show", "hook/mail", id))
        .contains("POST /hook", "{\"n\":1}", "dead since");
    hookStatus.set(200);
    assertThat(ok("dead", "replay", "hook/mail", id, "--dry-run")).contains("not done");
    assertThat(ok("dead", "replay", "hook/mail", "--matching", "500", "--dry-run"))
        .contains("not done: try 1 dead letters of hook/mail again");
    assertThat(ok("dead", "replay", "hook/mail", "--matching", "500", "--yes"))
        .contains("1 messages");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(ok("dead", "list", "hook/mail")).contains("no dead messages"));
    hookStatus.set(500);
    String other =
        JsonMapper.shared()
            .readTree(send("POST", client + "/hook", "{}").body())
            .path("id")
            .asString();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ok("dead", "list", "hook/mail")).contains(other));
    assertThat(ok("dead", "discard", "hook/mail", other, "--yes", "-m", "nobody misses it"))
        .contains("done");
    JsonNode discarded = json("audit", "--subject", "hook/mail").path("events").get(0);
    assertThat(discarded.path("what").asString()).isEqualTo("message.discarded");
    assertThat(discarded.path("reason").asString()).isEqualTo("nobody misses it");
    Said again = ficus("dead", "discard", "hook/mail", other, "--dry-run");
    assertThat(again.code()).isEqualTo(ExitCode.ERROR);
    assertThat(again.err()).contains("no message '" + other + "'");
    assertThat(ficus("queue", "discard", "hook/mail", "--yes").code()).isEqualTo(ExitCode.CONFLICT);
    String location =
        send("POST", client + "/report", "{}").headers().firstValue("Location").orElseThrow();
    String request = location.substring(location.lastIndexOf('/') + 1);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ok("request", request)).contains("done", "200"));
  }

  @Test
  void requestsAreExplainedAndTheRestIsNamed() throws Exception {
    assertThat(ok("explain", "GET", "/orders/1", "-H", "X-User-Id: anna")).contains("get-order");
    assertThat(ok("explain", "GET", "/nowhere", "--host", "a.example")).contains("default");
    for (int i = 0; i < 3; i++) {
      assertThat(send("GET", client + "/catalog/" + i, null).statusCode()).isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ok("remaining")).contains("GET /catalog/{id}"));
    assertThat(ok("remaining", "--since", "1h", "--yaml"))
        .contains("- { id: get-catalog-id, match: \"GET /catalog/{id}\" }");
    assertThat(ok("remaining")).contains("not begun");
    for (String path :
        List.of("/products/7", "/products/caf%C3%A9", "/order-items", "/order/items", "/it's,$:~!")) {
      assertThat(send("GET", client + path, null).statusCode()).isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(ok("remaining")).contains("/order-items", "/order/items", "it's"));
    Path together = Files.createDirectories(directory.resolve("together"));
    Files.copy(directory.resolve("routes").resolve("r.yaml"), together.resolve("r.yaml"));
    Files.writeString(together.resolve("remaining.yaml"), ok("remaining", "--yaml"));
    Said valid = bare("validate", together.toString());
    assertThat(valid.out()).contains("good: ").contains(" in 2 files");
    assertThat(ok("instances")).contains("asked");
  }

  @Test
  void theAuditAndTokens() {
    assertThat(ok("shadow", "free", "--yes", "-m", "for the audit")).contains("done");
    assertThat(ok("audit", "--limit", "5")).contains("WHO", "free", "“for the audit”");
    assertThat(ok("audit", "export").lines().map(line -> JsonMapper.shared().readTree(line)))
        .allMatch(event -> event.has("who"));
    assertThat(ok("token", "create", "robot", "--dry-run"))
        .contains("not made: token robot for a viewer");
    String secret =
        ok("token", "create", "robot", "--expires", "1h", "--yes", "-m", "it looks on").strip();
    assertThat(ok("audit", "--subject", "robot")).contains("“it looks on”");
    assertThat(ok("token", "list")).contains("robot", "viewer");
    assertThat(ok("routes", "--token", secret)).contains("search");
    assertThat(ficus("live", "free", "--yes", "--token", secret).err()).contains("viewer");
    assertThat(ok("token", "revoke", "robot", "--yes", "-m", "it has seen enough"))
        .contains("revoked");
    assertThat(ok("audit", "--subject", "robot")).contains("“it has seen enough”");
    assertThat(ok("rollback", "free", "--yes")).contains("done");
  }

  @Test
  void logsAndDocumentsBecomeRoutes() throws Exception {
    Path log = directory.resolve("access.log");
    Files.writeString(
        log,
        """
        127.0.0.1 - - [23/Nov/2026:10:15:30 +0000] "GET /orders/1 HTTP/1.1" 200 17 "-" "curl"
        127.0.0.1 - - [23/Nov/2026:10:15:31 +0000] "GET /orders/2?x=1 HTTP/1.1" 200 17 "-" "curl"
        127.0.0.1 - - [23/Nov/2026:10:15:31 +0000] "POST /orders HTTP/1.1" 201 17 "-" "curl"
        127.0.0.1 - - [23/Nov/2026:10:15:32 +0000] "GET /wp-login.php HTTP/1.1" 404 17 "-" "bot"
        {"method":"GET","uri":"/free","status":200}
        what is this
        """);
    Said imported = bare("import", log.toString());
    assertThat(imported.code()).isEqualTo(ExitCode.OK);
    assertThat(imported.out())
        .contains("6 lines, 1 of them unreadable")
        .contains("- { id: get-orders-id, match: \"GET /orders/{id}\", stage: legacy } # 2")
        .doesNotContain("wp-login");
    Path made = Files.createDirectories(directory.resolve("made"));
    Files.writeString(made.resolve("r.yaml"), imported.out());
    Said valid = bare("validate", made.toString());
    assertThat(valid.out()).contains("good: 3 routes in 1 files");
    Files.writeString(
        made.resolve("r.yaml"), imported.out().replace("stage: legacy", "stag: legacy"));
    Said broken = bare("validate", made.toString());
    assertThat(broken.code()).isEqualTo(ExitCode.ERROR);
    assertThat(broken.out()).contains("r.yaml:7:", "did you mean 'stage'?", "^^^^");
    Path document = directory.resolve("openapi.yaml");
    Files.writeString(
        document,
        """
        openapi: 3.1.0
        paths:
          /orders/{order-id}: { get: {}, delete: {}, parameters: [] }
          /login: { post: {} }
        """);
    assertThat(bare("import", document.toString()).out())
        .contains("3 operations", "\"DELETE /orders/{order-id}\"", "\"POST /login\"");
    assertThat(bare("import", directory.resolve("none.log").toString()).err())
        .contains("cannot read");
    Said same = bare("check", "--log", log.toString(), "--direct", upstreamUrl(), "--via", client);
    assertThat(same.out()).contains("4 safe requests, 4 identical, 0 differ");
    assertThat(same.code()).isEqualTo(ExitCode.OK);
    Said other = bare("check", "--log", log.toString(), "--direct", upstreamUrl(), "--via", admin);
    assertThat(other.code()).isEqualTo(ExitCode.DIFFERENCES);
    assertThat(other.out()).contains("4 differ", "GET /orders/1: status 200 and 404");
  }

  @Test
  void whatCannotLeaveIsAskedOfTheGateway() {
    assertThat(ok("leave", directory.resolve("routes").toString(), "--ficus", client))
        .contains("routes cannot leave yet", "search: still in stage legacy", "hook: webhook")
        .contains("server " + client.substring("http://".length()) + ";", "proxy_pass http://to-m");
    Said nowhere = ficus("leave", directory.resolve("nowhere").toString());
    assertThat(nowhere.code()).isEqualTo(ExitCode.ERROR);
    assertThat(nowhere.err()).contains("cannot read");
  }

  private static String upstreamUrl() {
    return "http://localhost:" + upstream.getAddress().getPort();
  }

  @Test
  void helpAndCompletion() {
    assertThat(bare("--help").out()).contains("rollback", "import", "Exit codes");
    assertThat(bare("rollback", "--help").out()).contains("--local", "--to");
    assertThat(bare("completion").out()).contains("complete", "ficus", "rollback", "gateway");
    assertThat(bare("gateway", "--help").out()).contains("--routes", "--admin-port");
    assertThat(bare("gateway").err()).contains("./ficus gateway");
    assertThat(bare("--version").out()).contains("ficus 0.1.0");
    assertThat(bare().code()).isEqualTo(ExitCode.ERROR);
  }
}
