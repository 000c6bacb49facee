package dev.ficus.cli.leave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The configuration in a real nginx; skipped where there is none. */
class NginxIT {

  @TempDir private static Path directory;

  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final List<HttpServer> servers = new ArrayList<>();
  private static Process nginx;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    Path program =
        Stream.of(
                "/usr/sbin/nginx",
                "/usr/bin/nginx",
                "/usr/local/bin/nginx",
                "/opt/homebrew/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeThat(program).as("nginx is installed").isNotNull();
    int port = freePort();
    url = "http://localhost:" + port;
    String routes =
        LeaveTest.ROUTES
            .replace("${OLD:http://localhost:9001}", server("old"))
            .replace("${NEW:http://localhost:9002}", server("new"))
            .replace("http://a:1", "http://127.0.0.1:1")
            .replace("http://b:2", "http://127.0.0.1:2");
    Path routeFiles = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routeFiles.resolve("r.yaml"), routes);
    StringWriter out = new StringWriter();
    CommandLine leave = new CommandLine(new LeaveCommand()).setOut(new PrintWriter(out, true));
    String[] arguments = {
      routeFiles.toString(), "--declared", "--listen", "" + port, "--ficus", server("ficus")
    };
    assertThat(leave.execute(arguments)).isZero();
    Files.writeString(directory.resolve("ficus.conf"), out.toString());
    Path main = directory.resolve("nginx.conf");
    Files.writeString(
        main,
        """
        daemon off;
        master_process off;
        pid %1$s/pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          include %1$s/ficus.conf;
        }
        """
            .formatted(directory));
    nginx =
        new ProcessBuilder(program.toString(), "-c", main.toString(), "-p", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () -> {
              assertThat(nginx.isAlive())
                  .as(Files.readString(directory.resolve("nginx.log")))
                  .isTrue();
              return get("/").statusCode() == 200;
            });
  }

  @AfterAll
  static void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      if (!nginx.waitFor(10, TimeUnit.SECONDS)) {
        nginx.destroyForcibly().waitFor();
      }
    }
    servers.forEach(server -> server.stop(0));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Says who it is and what it was asked, and redirects where the query says so. */
  private static String server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String plain = exchange.getRequestHeaders().getFirst("X-Plain");
          byte[] body = (name + " " + asked + (plain == null ? "" : " " + plain)).getBytes();
          exchange
              .getResponseHeaders()
              .set("X-Host", exchange.getRequestHeaders().getFirst("Host"));
          String query = exchange.getRequestURI().getQuery();
          if (query != null && query.startsWith("to=")) {
            exchange.getResponseHeaders().set("Location", query.substring(3));
            exchange.getResponseHeaders().set("Set-Cookie", "a=b; Path=/orders/7");
          }
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(200, head ? -1 : body.length);
          if (!head) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://localhost:" + server.getAddress().getPort();
  }

  private static HttpResponse<String> ask(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return ask("GET", path);
  }

  @Test
  void whatNoRouteClaimsGoesToTheDefaultAsItCame() throws Exception {
    assertThat(get("/page%20one//x%2Fy?a=%20b").body())
        .isEqualTo("old GET /page%20one//x%2Fy?a=%20b");
    assertThat(get("/catalog").headers().firstValue("X-Host")).hasValue(url.substring(7));
    assertThat(get("/.ficus/route-order/api/orders/1").body()).startsWith("old GET /.ficus/");
    assertThat(ask("DELETE", "/api/orders/7").body()).isEqualTo("old DELETE /api/orders/7");
  }

  @Test
  void retiredRoutesGoToTheirTargetRewritten() throws Exception {
    assertThat(get("/api/orders/7?x=1").body()).isEqualTo("new GET /orders/7?x=1 yes please");
    assertThat(get("/api/orders/a%20b").body()).isEqualTo("new GET /orders/a%20b yes please");
    assertThat(get("/api/orders/7").headers().firstValue("X-Host").orElseThrow())
        .isNotEqualTo(url.substring(7));
    assertThat(ask("POST", "/api/orders").body()).isEqualTo("new POST /api/orders yes please");
    assertThat(get("/files/a/b").body()).isEqualTo("new GET /a/b yes please");
    assertThat(get("/files").body()).isEqualTo("new GET / yes please");
    assertThat(get("/numbers/12").body()).startsWith("new");
    assertThat(get("/numbers/twelve").body()).startsWith("old");
    assertThat(ask("HEAD", "/api/orders/7").headers().firstValue("X-Host").orElseThrow())
        .isNotEqualTo(url.substring(7));
    assertThat(
            ask(
                    "OPTIONS",
                    "/api/orders/7",
                    "Origin",
                    "http://x",
                    "Access-Control-Request-Method",
                    "GET")
                .body())
        .startsWith("new OPTIONS /orders/7");
    assertThat(ask("OPTIONS", "/api/orders/7").body()).startsWith("old");
    HttpResponse<String> gone = get("/gone");
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).isEqualTo("gone\n");
    assertThat(get("/marked").headers().firstValue("X-Via")).hasValue("ficus");
  }

  @Test
  void placesOfTheTargetsAreMappedBack() throws Exception {
    HttpResponse<String> relative = get("/api/orders/7?to=/orders/8?x=1");
    assertThat(relative.headers().firstValue("Location")).hasValue("/api/orders/8?x=1");
    assertThat(relative.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("Path=/api/orders/7");
    String own = "http://" + relative.headers().firstValue("X-Host").orElseThrow();
    assertThat(get("/api/orders/7?to=" + own + "/orders/9").headers().firstValue("Location"))
        .hasValue("/api/orders/9");
    assertThat(get("/api/orders/7?to=http://elsewhere/orders/9").headers().firstValue("Location"))
        .hasValue("http://elsewhere/orders/9");
  }

  @Test
  void whatStaysGoesToFicusAsItCame() throws Exception {
    assertThat(get("/api/orders/new?a=%2F").body()).isEqualTo("ficus GET /api/orders/new?a=%2F");
    assertThat(get("/quick").headers().firstValue("X-Host")).hasValue(url.substring(7));
    assertThat(ask("POST", "/hook").body()).isEqualTo("ficus POST /hook");
    assertThat(ask("POST", "/report").body()).isEqualTo("ficus POST /report");
    assertThat(get("/.ficus/requests/report_1/result").body())
        .as("where its 202 has sent the client")
        .isEqualTo("ficus GET /.ficus/requests/report_1/result");
    assertThat(get("/.ficus/requests").body()).startsWith("old");
    assertThat(get("/inside").body()).as("no route of the public port").startsWith("old");
  }
}
