package dev.ficus.cli.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A crowd of clients: they look after their orders above all, and read, order, cancel, pay, count
 * stock, change their address, log in and fill carts. Open loop: requests begin at the rate, however
 * long answers take.
 */
final class Traffic {

  private static final int IN_FLIGHT = 256;
  private static final int USERS = 200;
  private static final int WARM_UP_SECONDS = 10;
  private static final RandomGenerator RANDOM = RandomGenerator.of("SplittableRandom");

  private final String gateway;
  private final Rate rate;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final Semaphore slots = new Semaphore(IN_FLIGHT);
  private final Tally tally = new Tally();
  private final List<Long> orders = new ArrayList<>();
  private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();
  private final AtomicLong number = new AtomicLong();
  private volatile long startedAt;

  Traffic(Ports ports, Rate rate) {
    gateway = "http://localhost:" + ports.gateway();
    this.rate = rate;
  }

  Tally tally() {
    return tally;
  }

  /** What the last failed request was and got, or null. */
  @Nullable String lastFailure() {
    return lastFailure.get();
  }

  void start() {
    startedAt = System.nanoTime();
    long period = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
    var _ = pace.scheduleAtFixedRate(this::one, 0, period, TimeUnit.NANOSECONDS);
  }

  /** Begins nothing more, and waits for what is under way. */
  void stop() throws InterruptedException {
    pace.shutdown();
    if (slots.tryAcquire(IN_FLIGHT, 10, TimeUnit.SECONDS)) {
      slots.release(IN_FLIGHT);
    }
  }

  private void one() {
    if (isWarmingUp() || !slots.tryAcquire()) {
      return;
    }
    long turn = number.getAndIncrement();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                act(turn);
              } catch (Exception e) {
                fail(e.toString());
              } finally {
                slots.release();
              }
            });
  }

  /**
   * For ten seconds the crowd grows: three cold JVMs answer slowly, and nobody wants to see that.
   */
  private boolean isWarmingUp() {
    double age = (System.nanoTime() - startedAt) / 1e9;
    return age < WARM_UP_SECONDS && RANDOM.nextDouble() > (age + 0.5) / WARM_UP_SECONDS;
  }

  private void act(long turn) throws Exception {
    switch ((int) (turn % 20)) {
      case 0, 7 -> order();
      case 3 -> cancel();
      case 5 -> write("POST", "/api/stock/" + product() + "/adjust", "{\"delta\":1}", 200);
      case 11 ->
          write(
              "PUT",
              "/api/customers/" + customer(),
              "{\"name\":\"Kim\",\"email\":\"kim@example.org\",\"city\":\"Berlin\"}",
              200);
      case 13 -> {
        if (turn % 40 == 13) {
          session();
        } else {
          read("/catalog");
        }
      }
      case 2 -> read("/api/search?q=tea");
      case 4 -> read("/api/customers/" + customer());
      case 6 -> read("/api/stock/" + product());
      case 8, 15 -> read("/api/products?page=0&size=10");
      case 17 -> {
        if (turn % 100 == 17) {
          pay();
        } else {
          read("/api/products/" + product());
        }
      }
      default -> readOrder();
    }
  }

  private static int product() {
    return 1 + RANDOM.nextInt(60);
  }

  private static int customer() {
    return 1 + RANDOM.nextInt(20);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway + path))
        .timeout(Duration.ofSeconds(15))
        .header("X-User-Id", "user-" + RANDOM.nextInt(USERS));
  }

  private void read(String path) throws Exception {
    check(send(http, request(path).build()), 200);
  }

  private void readOrder() throws Exception {
    Long id = anOrder(false);
    read(id == null ? "/api/orders/1" : "/api/orders/" + id);
  }

  private void order() throws Exception {
    String body =
        "{\"customerId\":" + customer() + ",\"lines\":[" + line() + "," + line() + "," + line() + "]}";
    String answer = write("POST", "/api/orders", body, 201);
    int at = answer.indexOf("\"id\":");
    if (at >= 0) {
      int end = at + 5;
      while (end < answer.length() && Character.isDigit(answer.charAt(end))) {
        end++;
      }
      synchronized (orders) {
        orders.add(Long.parseLong(answer.substring(at + 5, end)));
        if (orders.size() > 1_000) {
          orders.removeFirst();
        }
      }
    }
  }

  private static String line() {
    return "{\"productId\":" + product() + ",\"quantity\":" + (1 + RANDOM.nextInt(4)) + "}";
  }

  /** The payment provider tells of a payment; what becomes of it is the subscribers' work. */
  private void pay() throws Exception {
    Long id = anOrder(false);
    SignedNotice notice = SignedNotice.of("pay-" + UUID.randomUUID(), id == null ? 1 : id);
    HttpRequest request =
        request("/payments/callback")
            .header("Content-Type", "application/json")
            .header("X-Signature", notice.signature())
            .POST(HttpRequest.BodyPublishers.ofString(notice.body()))
            .build();
    HttpResponse<String> response = send(http, request);
    check(response, 202);
    if (response.statusCode() == 202) {
      tally.paid();
    }
  }

  private void cancel() throws Exception {
    Long id = anOrder(true);
    if (id == null) {
      read("/api/products/" + product());
    } else {
      write("POST", "/api/orders/" + id + "/cancel", "", 200);
    }
  }

  /** An order that this client placed; one that is taken is nobody else's to cancel again. */
  private @Nullable Long anOrder(boolean take) {
    synchronized (orders) {
      if (orders.isEmpty()) {
        return null;
      }
      int at = RANDOM.nextInt(orders.size());
      return take ? orders.remove(at) : orders.get(at);
    }
  }

  private String write(String method, String path, String body, int expected) throws Exception {
    tally.writeBegins();
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = send(http, request);
      check(response, expected);
      tally.writeEnds(response.statusCode() == expected);
      return response.body();
    } catch (Exception e) {
      tally.writeEnds(false);
      throw e;
    }
  }

  /** A browser: looks at a page, logs in with the form's token, and fills its cart. */
  private void session() throws Exception {
    Map<String, String> cookies = new TreeMap<>();
    HttpResponse<String> login = browse(cookies, request("/login"), 200);
    String form = "username=alice&password=secret&_csrf=" + encoded(Forms.csrfOf(login.body()));
    browse(cookies, form("/login", form), 302);
    HttpResponse<String> page = browse(cookies, request("/product/" + product()), 200);
    String cart =
        "productId=" + product() + "&quantity=1&_csrf=" + encoded(Forms.csrfOf(page.body()));
    tally.writeBegins();
    boolean added = false;
    try {
      added = browse(cookies, form("/cart", cart), 302).statusCode() == 302;
    } finally {
      tally.writeEnds(added);
    }
    browse(cookies, request("/cart"), 200);
  }

  /** Sends what a browser would send, and keeps the cookies that it gets. */
  private HttpResponse<String> browse(
      Map<String, String> cookies, HttpRequest.Builder request, int expected) throws Exception {
    if (!cookies.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      cookies.forEach((name, value) -> pairs.add(name + "=" + value));
      request.header("Cookie", String.join("; ", pairs));
    }
    HttpResponse<String> response = send(http, request.build());
    check(response, expected);
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      int equals = cookie.indexOf('=');
      int end = cookie.indexOf(';');
      cookies.put(
          cookie.substring(0, equals),
          cookie.substring(equals + 1, end < 0 ? cookie.length() : end));
    }
    return response;
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder form(String path, String body) {
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
    tally.sent();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    response.headers().firstValue("Ficus-Upstream").ifPresent(tally::answeredBy);
    return response;
  }

  private void check(HttpResponse<String> response, int expected) {
    if (response.statusCode() != expected) {
      fail(
          response.request().method()
              + " "
              + response.uri().getPath()
              + " answered "
              + response.statusCode());
    }
  }

  private void fail(String what) {
    tally.failed();
    lastFailure.set(what);
  }
}
