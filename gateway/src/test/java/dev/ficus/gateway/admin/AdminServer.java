package dev.ficus.gateway.admin;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FakeCircuitStore;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.metrics.DeliveryMeters;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.CutoverListener;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.EndpointStore;
import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.LocalDisk;
import dev.ficus.gateway.migration.LocalOverride;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.RoutingState;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.migration.UnclaimedEndpoints;
import dev.ficus.gateway.parity.Decoding;
import dev.ficus.gateway.parity.EvidenceFixture;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.parity.MemoryEvidence;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.queue.LoopTimes;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.testing.NoQueues;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway of which only the admin API is there, on a management port of its own. */
final class AdminServer {

  static final String SECRET = "the-operators-own-secret";
  static final MemoryStore store = new MemoryStore();
  static final FakeRouteFiles files = new FakeRouteFiles();
  static final TestClock clock = new TestClock();
  static final Routing routing = new Routing();

  private static final AtomicLong nanos = new AtomicLong();
  private static final SharedState shared =
      new SharedState(
          store,
          store,
          new NoDisk(),
          routing,
          AdminServer::report,
          clock,
          () -> nanos.addAndGet(300_000_000),
          Duration.ofMillis(1_500));
  private static final Observations observations =
      new Observations(new Decoding(coded -> coded, 1 << 20), 64 << 20);
  static final MemoryEvidence evidence = new MemoryEvidence();
  private static final EvidenceGates gates = new EvidenceGates(observations, evidence, _ -> false);

  static final Declarations declarations =
      new Declarations(shared, gates, CutoverListener.NONE, false);
  private static final AdminTokens tokens =
      new AdminTokens(store, OperatorToken.of(SECRET, Path.of("unused")), clock);

  static final FakeCircuitStore circuitStore = new FakeCircuitStore();
  static final Circuits circuits =
      new Circuits(
          circuitStore, new Resilience4jBreakers(System::nanoTime), System::nanoTime, "me");
  static final FakeLedger failures = new FakeLedger();

  /** None of the routes here has one. */
  private static final Queues queues =
      new Queues(
          new Queues.Means(
              route -> {
                throw new UnsupportedOperationException(route);
              },
              new NoQueues(),
              routing,
              circuits,
              (upstream, parcel) -> {
                throw new UnsupportedOperationException(upstream.name());
              },
              (body, pointer) -> null,
              new DeliveryMeters(new SimpleMeterRegistry()),
              "me",
              clock,
              System::nanoTime,
              LoopTimes.DEFAULT,
              () -> null));

  private static final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ConfigurableApplicationContext context =
      SpringApplication.run(
          App.class,
          "--server.port=0",
          "--management.server.port=0",
          "--management.health.redis.enabled=false",
          "--spring.config.location=optional:classpath:/none/",
          "--spring.main.banner-mode=off");

  private AdminServer() {}

  /** Only what Boot brings by itself, and the one bean that switches the API on. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    AdminServices adminServices() {
      return new AdminServices(
          new ThisInstance("me", "gateway:8080", "1.2.3"),
          routing,
          shared,
          new Cutovers(shared, gates, CutoverListener.NONE),
          declarations,
          store,
          store,
          circuits,
          failures,
          queues,
          gates,
          new SomeEndpoints(),
          files,
          tokens,
          clock);
    }
  }

  /** Endpoints that somebody has asked for. */
  private static final class SomeEndpoints implements EndpointStore {
    @Override
    public void add(List<UnclaimedEndpoints.Endpoint> seen) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<UnclaimedEndpoints.Endpoint> all() {
      return List.of(
          new UnclaimedEndpoints.Endpoint("GET", "/shops/{id}", 17, 1_700_000_000_000L),
          new UnclaimedEndpoints.Endpoint("GET", "/catalog/{id2}", 16, 1_700_000_000_000L),
          new UnclaimedEndpoints.Endpoint("POST", "/login", 3, 1_600_000_000_000L),
          new UnclaimedEndpoints.Endpoint("GET", "/order", 2, 1_500_000_000_000L),
          new UnclaimedEndpoints.Endpoint("GET", "/shops/*", 2, 1_700_000_000_001L),
          new UnclaimedEndpoints.Endpoint("GET", "/shops/id", 1, 1_500_000_000_000L),
          new UnclaimedEndpoints.Endpoint("lower", "/x", 1, 1_500_000_000_000L),
          new UnclaimedEndpoints.Endpoint("GET", "/" + "long/".repeat(50), 1, 1_500_000_000_000L));
    }
  }

  private static final class NoDisk implements LocalDisk {
    @Override
    public RoutingState loadState() {
      return RoutingState.EMPTY;
    }

    @Override
    public Map<String, LocalOverride> loadOverrides() {
      return Map.of();
    }

    @Override
    public void save(RoutingState state) {}

    @Override
    public void save(Map<String, LocalOverride> overrides) {}
  }

  private static Instance report(RoutingSnapshot snapshot) {
    return instance("me", "gateway:8080", snapshot.state().revision(), "files");
  }

  static Instance instance(String id, String name, Revision applied, String files) {
    return new Instance(id, name, "1.2.3", Instant.EPOCH, applied, files, 1, 0, Instant.EPOCH);
  }

  /** Everything as it was at the very start. */
  static void reset() {
    store.reset();
    files.broken = false;
    circuitStore.away = false;
    circuitStore.flush();
    circuitStore.audit.clear();
    failures.clear();
    evidence.clear();
    EvidenceFixture.use(observations, evidence);
    routing.apply(RoutingState.EMPTY, Map.of());
    routing.apply(TestRoutes.table());
    observations.follow(routing.snapshot());
    circuits.use(TestRoutes.table());
    var _ = circuits.tick();
    tokens.refresh();
    sync();
  }

  static void sync() {
    shared.sync();
  }

  static void refreshTokens() {
    tokens.refresh();
  }

  static ActiveRoute active(String id) {
    return Objects.requireNonNull(routing.snapshot().active(id));
  }

  static AdminServices services() {
    return context.getBean(AdminServices.class);
  }

  static List<Operation> operations() {
    return AdminApi.of(services(), Mono.never());
  }

  static int publicPort() {
    return port("local.server.port");
  }

  static int port() {
    return port("local.management.port");
  }

  private static int port(String property) {
    return context.getEnvironment().getRequiredProperty(property, Integer.class);
  }

  /** A call of the operator's. */
  static Call call(String method, String path) {
    return new Call(method, "/admin/v1" + path).header("Authorization", "Bearer " + SECRET);
  }

  /** A call without anything. */
  static Call bare(String method, String fullPath) {
    return new Call(method, fullPath);
  }

  /** What came back. */
  record Reply(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(response.body());
    }

    String text() {
      return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The last part of the problem's type. */
    String problem() {
      String type = json().path("type").asString();
      return type.substring(type.lastIndexOf('/') + 1);
    }

    String detail() {
      return json().path("detail").asString();
    }
  }

  /** One request. */
  static final class Call {
    private final String method;
    private final HttpRequest.Builder builder;
    private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();

    private Call(String method, String path) {
      this.method = method;
      builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
      builder.timeout(Duration.ofSeconds(20));
    }

    Call header(String name, String value) {
      builder.setHeader(name, value);
      return this;
    }

    Call another(String name, String value) {
      builder.header(name, value);
      return this;
    }

    Call token(String secret) {
      return header("Authorization", "Bearer " + secret);
    }

    Call ifMatch(String etag) {
      return header("If-Match", etag);
    }

    /** JSON with single quotes. */
    Call json(String text) {
      return raw("application/json", text.replace('\'', '"'));
    }

    Call raw(String type, String text) {
      body = HttpRequest.BodyPublishers.ofString(text);
      return header("Content-Type", type);
    }

    Call body(String type, HttpRequest.BodyPublisher publisher) {
      body = publisher;
      return header("Content-Type", type);
    }

    Reply send() {
      try {
        return new Reply(
            client.send(
                builder.method(method, body).build(), HttpResponse.BodyHandlers.ofByteArray()));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
