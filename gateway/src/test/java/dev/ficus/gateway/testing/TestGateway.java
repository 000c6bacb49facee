package dev.ficus.gateway.testing;

import dev.ficus.gateway.boot.FicusGateway;
import dev.ficus.gateway.migration.CutoverAction;
import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.migration.CutoverRequest;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import dev.ficus.gateway.springcloud.InternalPort;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A whole gateway in this JVM, with a real Redis of its own, on free ports. */
public final class TestGateway implements AutoCloseable {

  public static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final ConfigurableApplicationContext context;
  private final Path routes;

  private TestGateway(ConfigurableApplicationContext context, Path routes) {
    this.context = context;
    this.routes = routes;
  }

  /**
   * Starts one.
   *
   * @param directory for routes and data
   * @param yaml the one route file, {@code test.yaml}
   * @param more properties, {@code name=value}
   */
  public static TestGateway start(Path directory, String yaml, String... more) throws IOException {
    return start(Entry.RELAY, directory, yaml, more);
  }

  /**
   * Starts one.
   *
   * @param entry the way that plain routes and the default upstream take
   */
  public static TestGateway start(Entry entry, Path directory, String yaml, String... more)
      throws IOException {
    return start(entry, Duration.ZERO, directory, yaml, more);
  }

  /**
   * Starts one.
   *
   * @param ahead how far its clock is ahead of the others'
   */
  public static TestGateway start(
      Entry entry, Duration ahead, Path directory, String yaml, String... more) throws IOException {
    return start(entry, context -> setClock(context, ahead), directory, yaml, more);
  }

  /**
   * Starts one.
   *
   * @param before what else is to be in its context
   */
  public static TestGateway start(
      Entry entry,
      Consumer<GenericApplicationContext> before,
      Path directory,
      String yaml,
      String... more)
      throws IOException {
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routes.resolve("test.yaml"), yaml);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--ficus.internal-port=0",
                "--ficus.relay.enabled=" + (entry == Entry.RELAY),
                "--ficus.debug-headers=true",
                "--ficus.shutdown.delay=0s",
                "--ficus.routes.settle=100ms",
                "--ficus.routes.poll=200ms",
                "--ficus.data-dir=" + directory.resolve("data"),
                "--ficus.routes.dir=" + routes));
    for (String property : more) {
      arguments.add("--" + property);
    }
    SpringApplication application = new SpringApplication(FicusGateway.class);
    application.setRegisterShutdownHook(false);
    application.addInitializers(context -> SharedLoops.keep((GenericApplicationContext) context));
    application.addInitializers(context -> before.accept((GenericApplicationContext) context));
    return new TestGateway(application.run(arguments.toArray(String[]::new)), routes);
  }

  private static void setClock(GenericApplicationContext context, Duration ahead) {
    if (ahead.isZero()) {
      return;
    }
    context.registerBean(
        "wrongClock",
        Clock.class,
        () -> Clock.offset(Clock.systemUTC(), ahead),
        definition -> definition.setPrimary(true));
  }

  public int internalPort() {
    return InternalPort.of(context);
  }

  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  public String url() {
    return "http://localhost:" + port();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public Object bean(String name) {
    return context.getBean(name);
  }

  public Routing routing() {
    return bean(Routing.class);
  }

  public Path routeFile() {
    return routes.resolve("test.yaml");
  }

  /** Sends a route to a stage, such as {@code canary 10%}. */
  public CutoverOutcome set(String route, String position) {
    String[] parts = position.split(" ");
    Stage stage = Stage.of(parts[0]).orElseThrow();
    Weight weight = parts.length > 1 ? Weight.parse(parts[1]) : null;
    return bean(Cutovers.class)
        .execute(
            new CutoverRequest(
                route,
                false,
                new CutoverAction.SetStage(stage, weight),
                null,
                false,
                false,
                "test",
                null));
  }

  public HttpResponse<String> get(String target, String... headers)
      throws IOException, InterruptedException {
    return send(request(target, headers).build());
  }

  public HttpResponse<String> post(String target, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(target, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public HttpRequest.Builder request(String target, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + target)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Sends bytes to the main port and reads until the gateway closes the connection. */
  public String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
