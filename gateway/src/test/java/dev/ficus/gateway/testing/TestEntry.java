package dev.ficus.gateway.testing;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FakeCircuitStore;
import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.TrustedProxies;
import dev.ficus.gateway.metrics.DeliveryMeters;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Decoding;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.parity.SampleBook;
import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.LoopTimes;
import dev.ficus.gateway.relay.Relay;
import dev.ficus.gateway.relay.RelayEntry;
import dev.ficus.gateway.relay.RelaySettings;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.Reading;
import dev.ficus.gateway.routefile.RouteFileReader;
import dev.ficus.gateway.springcloud.EntrySettings;
import dev.ficus.gateway.springcloud.InternalServerCustomizer;
import dev.ficus.gateway.springcloud.SpringCloudEntry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/** The entries alone, with no Redis and no files, on free ports. */
public final class TestEntry implements AutoCloseable {

  /** What a listener was told. */
  public record Completed(
      String path,
      @Nullable String route,
      Side side,
      int status,
      String outcome,
      boolean fellBack) {

    static Completed of(CompletedExchange exchange) {
      return new Completed(
          exchange.request().rawPath(),
          exchange.route(),
          exchange.side(),
          exchange.status(),
          exchange.outcome(),
          exchange.fellBack());
    }
  }

  /** The application: nothing but the entries. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
        "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
        "org.springframework.cloud.gateway.config.GatewayRedisAutoConfiguration"
      })
  @Import({RelayEntry.class, SpringCloudEntry.class})
  static class Application {

    static final ThreadLocal<RouteTable> TABLE = new ThreadLocal<>();

    final List<Completed> completed = new CopyOnWriteArrayList<>();

    @Bean
    Routing routing() {
      Routing routing = new Routing();
      routing.apply(TABLE.get());
      return routing;
    }

    /** Of no route. */
    @Bean
    Circuits circuits() {
      return new Circuits(
          new FakeCircuitStore(),
          new Resilience4jBreakers(System::nanoTime),
          System::nanoTime,
          "test");
    }

    /** Nothing is observed either. */
    @Bean
    Observations observations() {
      return new Observations(new Decoding(coded -> coded, 1 << 20), 64 << 20);
    }

    @Bean
    ComparisonQueue comparisonQueue() {
      return new ComparisonQueue(new SampleBook(Clock.systemUTC()));
    }

    /** Of no route either. */
    @Bean
    Queues queues(Routing routing, Circuits circuits, Courier courier, BodyPointers pointers) {
      return new Queues(
          new Queues.Means(
              route -> {
                throw new UnsupportedOperationException(route);
              },
              new NoQueues(),
              routing,
              circuits,
              courier,
              pointers,
              new DeliveryMeters(new SimpleMeterRegistry()),
              "test",
              Clock.systemUTC(),
              System::nanoTime,
              LoopTimes.DEFAULT,
              () -> null));
    }

    @Bean
    EntrySettings entrySettings(Environment environment) {
      String trusted = environment.getProperty("test.trusted", "");
      return new EntrySettings(
          true,
          new TrustedProxies(trusted.isEmpty() ? List.of() : List.of(trusted)),
          "127.0.0.1",
          0,
          limits(environment).body(),
          patience(environment).body());
    }

    @Bean
    RelaySettings relaySettings(Environment environment) {
      String trusted = environment.getProperty("test.trusted", "");
      return new RelaySettings(
          environment.getProperty("test.relay", Boolean.class, false),
          true,
          environment.getProperty("server.http2.enabled", Boolean.class, false),
          new TrustedProxies(trusted.isEmpty() ? List.of() : List.of(trusted)),
          limits(environment),
          patience(environment));
    }

    private static RelaySettings.Limits limits(Environment environment) {
      RelaySettings.Limits usual = RelaySettings.Limits.DEFAULT;
      return new RelaySettings.Limits(
          usual.requestLine(),
          usual.head(),
          usual.fields(),
          environment.getProperty("test.max-body", Long.class, usual.body()));
    }

    private static RelaySettings.Patience patience(Environment environment) {
      RelaySettings.Patience usual = RelaySettings.Patience.DEFAULT;
      return new RelaySettings.Patience(
          environment.getProperty("test.keep-alive", Duration.class, usual.keepAlive()),
          environment.getProperty("test.head", Duration.class, usual.head()),
          environment.getProperty("test.body", Duration.class, usual.body()),
          environment.getProperty("test.write", Duration.class, usual.write()));
    }

    @Bean
    Supplier<SslContext> upstreamTls() {
      return () -> {
        try {
          return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
          throw new IllegalStateException(e);
        }
      };
    }

    /** With little room in the system, what a client does not take stays in the gateway. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> sendBuffer(Environment environment) {
      Integer octets = environment.getProperty("test.send-buffer", Integer.class);
      return factory -> {
        if (octets != null) {
          factory.addServerCustomizers(
              server -> server.childOption(ChannelOption.SO_SNDBUF, octets));
        }
      };
    }

    @Bean
    InternalServerCustomizer relayInFrontOfInternalServer(Relay relay) {
      return server -> relay.inFrontOf(server, Listener.INTERNAL);
    }

    @Bean
    ForwardingListener forwardingListener() {
      return exchange -> completed.add(Completed.of(exchange));
    }
  }

  private final ConfigurableApplicationContext context;

  /** A connection pool of its own, so that no test meets another one's connections. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestEntry(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts one.
   *
   * @param yaml a route file
   * @param properties {@code name=value}
   */
  public static TestEntry start(String yaml, String... properties) {
    return start(Entry.SPRING_CLOUD, yaml, properties);
  }

  /**
   * Starts one.
   *
   * @param entry the way that plain routes and the default upstream take
   */
  public static TestEntry start(Entry entry, String yaml, String... properties) {
    Application.TABLE.set(table(yaml));
    try {
      SpringApplication application = new SpringApplication(Application.class);
      application.addInitializers(context -> SharedLoops.keep((GenericApplicationContext) context));
      application.setRegisterShutdownHook(false);
      List<String> arguments = new ArrayList<>();
      arguments.add("--test.relay=" + (entry == Entry.RELAY));
      arguments.add("--server.port=0");
      arguments.add("--management.server.port=0");
      for (String property : properties) {
        arguments.add("--" + property);
      }
      return new TestEntry(application.run(arguments.toArray(String[]::new)));
    } finally {
      Application.TABLE.remove();
    }
  }

  private static RouteTable table(String yaml) {
    byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return switch (new RouteFileReader(Placeholders.ofProcess()).read("test.yaml", bytes)) {
      case Reading.Bad bad -> throw new AssertionError(bad.violations());
      case Reading.Good good -> {
        Compilation compiled = RouteCompiler.compile(List.of(good.file()));
        if (compiled.table() == null) {
          throw new AssertionError(compiled.violations());
        }
        yield Objects.requireNonNull(compiled.table());
      }
    };
  }

  /** Puts another route file in force. */
  public void swap(String yaml) {
    routing().apply(table(yaml));
  }

  public Routing routing() {
    return context.getBean(Routing.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** What has been told of ended requests so far. */
  public List<Completed> completed() {
    return context.getBean(Application.class).completed;
  }

  /** Waits until the one request for a path has ended, and says how. */
  public Completed completed(String path) {
    return Awaitility.await("the end of " + path)
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> completed().stream().filter(it -> it.path().equals(path)).toList(),
            ended -> !ended.isEmpty())
        .getFirst();
  }

  /** The relay in front of both ports. */
  public Relay relay() {
    return bean(Relay.class);
  }

  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  public HttpClient http() {
    return http;
  }

  public HttpRequest.Builder request(String target, String... headers) {
    URI uri = URI.create("http://localhost:" + port() + target);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    return headers.length > 0 ? request.headers(headers) : request;
  }

  public HttpResponse<String> get(String target, String... headers) throws Exception {
    return send(request(target, headers).build());
  }

  public HttpResponse<String> post(String target, String body, String... headers) throws Exception {
    HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
    return send(request(target, headers).POST(publisher).build());
  }

  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** A connection to the main port. */
  public RawClient connect() throws IOException {
    return new RawClient(port());
  }

  /** Sends bytes to the main port and reads until the connection ends. */
  public String raw(String request) throws IOException {
    try (RawClient client = connect()) {
      client.write(request);
      return client.rest();
    }
  }

  /**
   * Waits until no connection is open, to a client or to an upstream; the latter are closed once
   * they have rested for long enough.
   */
  public void awaitNothingOpen() {
    http.close();
    Awaitility.await("no client")
        .atMost(Duration.ofSeconds(20))
        .until(relay()::clientCount, count -> count == 0);
    Awaitility.await("no connection to an upstream")
        .atMost(Duration.ofSeconds(20))
        .until(relay()::upstreamCount, count -> count == 0);
  }

  @Override
  public void close() {
    http.close();
    context.close();
  }
}
