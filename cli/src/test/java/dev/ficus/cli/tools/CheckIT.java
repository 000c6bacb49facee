package dev.ficus.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.FicusCli;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Two servers asked alike, whatever they answer with. */
@Timeout(60)
class CheckIT {

  @TempDir private Path directory;

  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private final AtomicInteger counter = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private ExecutorService threads;
  private HttpServer application;
  private HttpServer gateway;

  /** How it ended. */
  private record Said(int code, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    application = server("application");
    gateway = server("gateway");
  }

  @AfterEach
  void stop() {
    end.countDown();
    application.stop(0);
    gateway.stop(0);
    threads.close();
  }

  private HttpServer server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(name, exchange));
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void answer(String name, HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    hosts.add(host);
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/moved" -> {
          exchange.getResponseHeaders().set("Location", "http://" + host + "/new");
          send(exchange, 302, "see http://" + host + "/new");
        }
        case "/differs" -> send(exchange, 200, name);
        case "/anew" -> send(exchange, 200, "visitor " + counter.incrementAndGet());
        case "/events" -> endless(exchange, "text/event-stream", "data: " + name + "\n\n");
        case "/endless" -> endless(exchange, "text/plain", "and so on ".repeat(1_000));
        case "/slow" -> slow(exchange);
        case "/broken" -> exchange.close();
        case String path when path.equals("/broken-in-" + name) -> exchange.close();
        default -> send(exchange, 200, "the same");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void endless(HttpExchange exchange, String type, String piece) {
    try {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      while (true) {
        out.write(piece.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The reader has seen enough.
    }
  }

  /** Its head comes at once, its end never. */
  private void slow(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 100);
    exchange.getResponseBody().write('a');
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Said check(List<String> paths, String... options) throws IOException {
    return check(url(application), url(gateway), paths, options);
  }

  private Said check(String direct, String via, List<String> paths, String... options)
      throws IOException {
    StringBuilder log = new StringBuilder();
    paths.forEach(path -> log.append("{\"method\":\"GET\",\"uri\":\"" + path + "\"}\n"));
    Path file = Files.writeString(directory.resolve("access.json"), log);
    List<String> all =
        new ArrayList<>(
            List.of("check", "--log", file.toString(), "--direct", direct, "--via", via));
    all.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = FicusCli.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(all.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  @Test
  void bothSidesAreAskedForTheSameHost() throws Exception {
    Said said = check(List.of("/moved", "/plain"));
    assertThat(said.out()).isEqualTo("2 safe requests, 2 identical, 0 differ\n");
    assertThat(said.code()).isEqualTo(ExitCode.OK);
    assertThat(hosts).containsOnly(url(gateway).substring("http://".length()));
    hosts.clear();
    assertThat(check(List.of("/moved"), "-H", "Host: shop.example").out())
        .contains("1 identical");
    assertThat(hosts).containsOnly("shop.example");
  }

  @Test
  void aStreamIsComparedByItsHeadAndALargeBodyByItsBeginning() throws Exception {
    Said said = check(List.of("/events", "/endless", "/plain"));
    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .startsWith("3 safe requests, 1 identical, 0 differ, 2 alike in part\n")
        .contains("  GET /events: alike by the head of a stream of events\n")
        .contains("  GET /endless: alike in the first 4 MiB\n");
    assertThat(said.code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatHasNoEndIsGivenUp() throws Exception {
    Said said = check(List.of("/slow", "/plain"), "--timeout", "500ms");
    assertThat(said.out())
        .startsWith("2 safe requests, 1 identical, 0 differ, 1 that fail both ways\n")
        .contains("  GET /slow: fails both ways, gives no end within 500 ms\n");
    assertThat(said.code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void oneFailureEndsNothing() throws Exception {
    Said broken = check(List.of("/broken", "/plain", "/broken-in-application"));
    assertThat(broken.out())
        .startsWith(
            "3 safe requests, 1 identical, 0 differ, 1 that fail both ways, 1 not compared\n")
        .contains("  GET /broken-in-application: not compared, the application breaks off: ");
    assertThat(broken.code()).isEqualTo(ExitCode.ERROR);
    Said worse = check(List.of("/broken-in-gateway", "/plain"));
    assertThat(worse.out())
        .startsWith("2 safe requests, 1 identical, 1 differ\n")
        .contains("  GET /broken-in-gateway: the gateway breaks off: ");
    assertThat(worse.code()).isEqualTo(ExitCode.DIFFERENCES);
    Said nothing = check(List.of("/broken"));
    assertThat(nothing.code()).as(nothing.out()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void whoIsNotThereIsNamed() throws Exception {
    Said noApplication = check("http://localhost:1", url(gateway), List.of("/plain"));
    assertThat(noApplication.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(noApplication.err()).contains("nobody at http://localhost:1");
    Said noGateway = check(url(application), "http://localhost:1", List.of("/plain"));
    assertThat(noGateway.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(noGateway.err()).contains("nobody at http://localhost:1");
  }

  @Test
  void whatTheApplicationAnswersAnewIsNotHeldAgainstTheGateway() throws Exception {
    Said said = check(List.of("/anew", "/differs"));
    assertThat(said.out())
        .startsWith(
            "2 safe requests, 0 identical, 1 differ, 1 that the application answers anew each"
                + " time\n")
        .contains("  GET /differs: body, from byte 0\n");
    assertThat(said.code()).isEqualTo(ExitCode.DIFFERENCES);
  }

  @Test
  void aHeaderThatCannotBeSentIsNamed() throws Exception {
    for (String header : new String[] {"Connection: close", "a b: c", "nothing"}) {
      Said said = check(List.of("/plain"), "-H", header);
      assertThat(said.code()).isEqualTo(ExitCode.ERROR);
      assertThat(said.err()).startsWith("ficus: -H '" + header + "'").doesNotContain("\tat ");
    }
  }
}
