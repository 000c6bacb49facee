package dev.ficus.gateway.dashboard;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A small shop on its way from a monolith to functions, behind a whole gateway. */
final class MigratedShop implements AutoCloseable {

  private static final String YAML =
      """
      default: monolith
      defaults:
        legacy: monolith
        canary: { stickyBy: [ "header:X-User-Id", "cookie:SESSION" ] }
      upstreams:
        monolith: { url: "%1$s" }
        orders: { url: "%2$s", circuit: off }
        catalog: { url: "%2$s" }
        customers: { url: "%2$s" }
        shipping: { url: "%2$s", circuit: { window: 10s, failures: 5, openFor: 30s } }
        mail: { url: "%2$s", circuit: off }
        reports: { url: "%2$s" }
      groups:
        orders: { target: orders, plan: { steps: [ shadow, 5%%, 25%%, 50%%, live ] } }
      routes:
        - id: get-order
          match: GET /api/orders/{id}
          group: orders
          shadow: { compare: { unordered: [ /items ] } }
          gates: { mismatchRate: 1%%, errorRateIncrease: 1pp, p95Ratio: 1.5 }
        - { id: place-order, match: POST /api/orders, group: orders }
        - id: get-customer
          match: GET /api/customers/{id}
          target: customers
          shadow: { compare: { ignore: [ /generatedAt ], tolerance: { /balance: 0.01 } } }
          gates: { mismatchRate: 1%%, errorRateIncrease: 1pp }
          plan: { steps: [ shadow, 25%%, live ], hold: 10m, auto: true }
        - { id: search, match: GET /api/search, target: catalog }
        - { id: list-products, match: GET /api/products, target: catalog }
        - id: get-product
          match: GET /api/products/{id}
          target: catalog
          shadow: { compare: { ignore: [ /generatedAt ] } }
          gates: { mismatchRate: 5%%, errorRateIncrease: 1pp }
        - { id: get-stock, match: "GET /api/stock/{product}", target: catalog }
        - { id: track-shipment, match: "GET /api/shipments/{id}", target: shipping }
        - { id: old-catalog, match: GET /old-catalog, target: { respond: { status: 410, contentType: text/plain, body: "gone" } } }
        - id: monthly-report
          match: POST /api/reports
          store: { legacy: none, target: reports }
        - id: payment-events
          match: POST /hooks/payments
          webhook:
            dedupe: { key: "body:/id" }
            subscribers:
              - { name: ledger, target: orders, rewrite: { path: /ledger } }
              - { name: mailer, legacy: none, target: mail, rewrite: { path: /mail }, retry: { attempts: 1 } }
      """;

  private static final String MADE = "2026-11-02T09:30:00Z";

  private final AtomicBoolean mailFails = new AtomicBoolean();
  private final AtomicBoolean shippingFails = new AtomicBoolean();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final AtomicInteger sequence = new AtomicInteger();
  private final DisposableServer legacy = server(this::legacy);
  private final DisposableServer functions = server(this::function);
  private final TestGateway gateway;
  private final Path routes;
  private final AdminClient admin;
  private final String token;

  private interface Answering {
    Mono<String> answer(HttpServerRequest request, HttpServerResponse response);
  }

  MigratedShop(Path directory) throws Exception {
    gateway =
        TestGateway.start(
            directory,
            YAML.formatted(
                "http://localhost:" + legacy.port(), "http://localhost:" + functions.port()),
            "ficus.instance-name=gateway-1:8080");
    routes = directory.resolve("routes");
    admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
    token = Files.readString(directory.resolve("data").resolve("admin-token")).strip();
  }

  private static DisposableServer server(Answering answering) {
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .handle(
            (request, response) ->
                request
                    .receive()
                    .then(
                        Mono.defer(
                            () ->
                                response
                                    .header("Content-Type", "application/json")
                                    .sendString(answering.answer(request, response))
                                    .then())))
        .bindNow();
  }

  private Mono<String> legacy(HttpServerRequest request, HttpServerResponse response) {
    return Mono.just(document(request.uri(), "42.50", MADE));
  }

  private Mono<String> function(HttpServerRequest request, HttpServerResponse response) {
    String uri = request.uri();
    if (uri.startsWith("/mail") && mailFails.get()
        || uri.startsWith("/api/shipments") && shippingFails.get()) {
      response.status(503);
    }
    String total = uri.endsWith("143") && uri.startsWith("/api/orders/") ? "42.49" : "42.50";
    String at = uri.endsWith("7") && uri.startsWith("/api/orders/") ? Instant.now().toString() : MADE;
    return Mono.just(document(uri, total, at));
  }

  private static String document(String uri, String total, String generatedAt) {
    return """
    {"id":"%s","status":"shipped","total":%s,"customer":{"id":7,"name":"Ada"},"items":[{"sku":"F-12","count":2}],"generatedAt":"%s"}"""
        .formatted(uri.replaceAll("[^0-9]", ""), total, generatedAt);
  }

  TestGateway gateway() {
    return gateway;
  }

  AdminClient admin() {
    return admin;
  }

  String token() {
    return token;
  }

  Path routeFile(String name) {
    return routes.resolve(name);
  }

  void mailFails(boolean fails) {
    mailFails.set(fails);
  }

  void shippingFails(boolean fails) {
    shippingFails.set(fails);
  }

  /** Brings a route where it is wanted, whatever gates say. */
  void stage(String subject, String json) throws Exception {
    AdminClient.Answer answer = admin.call("PUT", subject + "/stage", json.replace('\'', '"'));
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.body().toString());
    }
  }

  void pay() throws Exception {
    gateway.post(
        "/hooks/payments",
        "{\"id\":\"pay-%d\",\"amount\":12.50}".formatted(sequence.incrementAndGet()),
        "Content-Type",
        "application/json");
  }

  /** Requests of all kinds, until the shop closes. */
  void traffic(int workers) {
    for (int i = 0; i < workers; i++) {
      Thread.ofVirtual().start(this::shop);
    }
  }

  private void shop() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String[] paths = {
      "/api/orders/%d", "/api/orders/%d", "/api/customers/%d", "/api/customers/%d", "/api/search?q=%d",
      "/api/products", "/api/products/%d", "/api/products/%d", "/api/stock/%d", "/api/shipments/%d",
      "/catalog", "/catalog/%d", "/login", "/cart", "/api/reviews/%d"
    };
    while (open.get()) {
      try {
        String path = paths[random.nextInt(paths.length)].formatted(random.nextInt(1, 5_000));
        gateway.get(path, "X-User-Id", "user-" + random.nextInt(300));
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(20, 60)).toNanos());
      } catch (Exception e) {
        if (!open.get()) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    open.set(false);
    gateway.close();
    legacy.disposeNow();
    functions.disposeNow();
  }
}
