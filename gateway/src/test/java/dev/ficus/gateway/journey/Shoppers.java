package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.RecordingProxy;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Clients that go on without a pause: they read, write, upload and keep sessions, and look closely
 * at every answer.
 */
final class Shoppers implements AutoCloseable {

  private static final Pattern CSRF =
      Pattern.compile("<input[^>]*name=\"_csrf\"[^>]*value=\"([^\"]*)\"");
  private static final Pattern CSRF_REVERSED =
      Pattern.compile("<input[^>]*value=\"([^\"]*)\"[^>]*name=\"_csrf\"");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final String gateway;
  private final List<RecordingProxy> sides;
  private final List<Thread> threads = new ArrayList<>();
  private final Collection<String> failures = new ConcurrentLinkedQueue<>();
  private final Collection<String> writes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger byTarget = new AtomicInteger();
  private volatile boolean stopping;

  Shoppers(String gateway, List<RecordingProxy> sides, int count) {
    this.gateway = gateway;
    this.sides = sides;
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.add(Thread.ofVirtual().start(() -> shop(number)));
    }
  }

  Collection<String> failures() {
    return failures;
  }

  /** The idempotency keys of all writes that were answered well. */
  Collection<String> writes() {
    return writes;
  }

  int answered() {
    return answered.get();
  }

  int byTarget() {
    return byTarget.get();
  }

  private void shop(int number) {
    Random random = new Random(number);
    String user = "user-" + number;
    for (int turn = 0; !stopping; turn++) {
      try {
        switch (turn % 10) {
          case 0 -> orderReadAndCancel(user, random);
          case 1 ->
              write(user, "POST", "/api/stock/" + product(random) + "/adjust", "{\"delta\":1}");
          case 2 ->
              write(
                  user,
                  "PUT",
                  "/api/customers/" + (1 + random.nextInt(20)),
                  "{\"name\":\"Kim\",\"email\":\"kim@example.org\",\"city\":\"Bonn\"}");
          case 3 -> upload(user, random);
          case 4 -> session(user, random);
          case 5 -> read(user, "/api/search?q=tea");
          case 6 -> read(user, "/api/products?page=0&size=5");
          case 7 -> read(user, "/api/stock/" + product(random));
          case 8 -> read(user, "/api/customers/" + (1 + random.nextInt(20)));
          default -> read(user, "/api/products/" + product(random));
        }
      } catch (Exception e) {
        failures.add(user + " turn " + turn + ": " + e);
      }
    }
  }

  private static int product(Random random) {
    return 1 + random.nextInt(60);
  }

  private void read(String user, String path) throws Exception {
    expect(200, send(request(user, path).build()));
  }

  private HttpResponse<byte[]> write(String user, String method, String path, String body)
      throws Exception {
    String key = UUID.randomUUID().toString();
    HttpResponse<byte[]> response =
        send(
            request(user, path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    expect(path.equals("/api/orders") ? 201 : 200, response);
    writes.add(key);
    return response;
  }

  private void orderReadAndCancel(String user, Random random) throws Exception {
    HttpResponse<byte[]> placed =
        write(
            user,
            "POST",
            "/api/orders",
            "{\"customerId\":1,\"lines\":[{\"productId\":"
                + product(random)
                + ",\"quantity\":2}]}");
    Matcher id = ID.matcher(new String(placed.body(), StandardCharsets.UTF_8));
    if (!id.find()) {
      failures.add("an order without an id");
      return;
    }
    String location = placed.headers().firstValue("Location").orElse("");
    if (!location.equals(gateway + "/api/orders/" + id.group(1))) {
      failures.add("Location: " + location);
    }
    read(user, "/api/orders/" + id.group(1));
    write(user, "POST", "/api/orders/" + id.group(1) + "/cancel", "");
  }

  private void upload(String user, Random random) throws Exception {
    byte[] content = new byte[50_000];
    random.nextBytes(content);
    String boundary = "b" + UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    String head =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    List<byte[]> parts =
        List.of(
            head.getBytes(StandardCharsets.UTF_8),
            content,
            ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> response =
        send(
            request(user, "/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(parts))
                .build());
    if (response.statusCode() / 100 != 2) {
      failures.add("upload answered " + response.statusCode());
      return;
    }
    writes.add(key);
  }

  private void session(String user, Random random) throws Exception {
    Map<String, String> cookies = new TreeMap<>();
    HttpResponse<byte[]> login = browse(user, cookies, "/login", null, 200);
    browse(user, cookies, "/login", "username=alice&password=secret&_csrf=" + csrf(login), 302);
    String page = "/product/" + product(random);
    HttpResponse<byte[]> product = browse(user, cookies, page, null, 200);
    browse(
        user,
        cookies,
        "/cart",
        "productId=" + product(random) + "&quantity=1&_csrf=" + csrf(product),
        302);
    browse(user, cookies, "/account", null, 200);
  }

  private static String csrf(HttpResponse<byte[]> page) {
    String html = new String(page.body(), StandardCharsets.UTF_8);
    Matcher one = CSRF.matcher(html);
    Matcher other = CSRF_REVERSED.matcher(html);
    String token = one.find() ? one.group(1) : other.find() ? other.group(1) : "";
    return java.net.URLEncoder.encode(token, StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> browse(
      String user, Map<String, String> cookies, String path, @Nullable String form, int expected)
      throws Exception {
    HttpRequest.Builder request = request(user, path);
    if (!cookies.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      cookies.forEach((name, value) -> pairs.add(name + "=" + value));
      request.header("Cookie", String.join("; ", pairs));
    }
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form));
    }
    HttpResponse<byte[]> response = send(request.build());
    expect(expected, response);
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String pair = cookie.split(";")[0];
      int equals = pair.indexOf('=');
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return response;
  }

  private HttpRequest.Builder request(String user, String path) {
    return HttpRequest.newBuilder(URI.create(gateway + path))
        .timeout(Duration.ofSeconds(20))
        .header("X-User-Id", user);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    HttpResponse<byte[]> response =
        TestGateway.HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    answered.incrementAndGet();
    boolean target = response.headers().firstValue("Ficus-Upstream").orElse("").equals("target");
    byTarget.addAndGet(target ? 1 : 0);
    String id = response.headers().firstValue(RecordingProxy.ANSWER_ID).orElse("none");
    String sent = sides.get(target ? 1 : 0).digestOf(id);
    String received = RecordingProxy.digest(response.statusCode(), response.body());
    if (!received.equals(sent)) {
      failures.add(
          request.method() + " " + request.uri() + ": received " + received + ", sent " + sent);
    }
    return response;
  }

  private void expect(int status, HttpResponse<byte[]> response) {
    if (response.statusCode() != status) {
      failures.add(
          response.request().method()
              + " "
              + response.uri().getPath()
              + ": "
              + response.statusCode()
              + " instead of "
              + status);
    }
  }

  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
