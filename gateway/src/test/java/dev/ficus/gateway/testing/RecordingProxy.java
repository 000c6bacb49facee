package dev.ficus.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the gateway and a real application and remembers, for each answer, what the
 * application sent; the answer carries the id under which that can be looked up.
 */
public final class RecordingProxy implements AutoCloseable {

  /** The header that names an answer. */
  public static final String ANSWER_ID = "X-Answer-Id";

  private static final Set<String> OWN =
      Set.of(
          "connection", "host", "content-length", "transfer-encoding", "upgrade", "http2-settings");

  private final HttpServer server;
  private final String application;
  private final HttpClient client;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  public RecordingProxy(String application) throws IOException {
    this.application = application;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::forward);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The SHA-256 of an answer's status and body, or null if no such answer was given. */
  public @Nullable String digestOf(String answerId) {
    return answers.get(answerId);
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(application + exchange.getRequestURI()))
              .timeout(Duration.ofSeconds(30))
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      request.setHeader("Host", exchange.getRequestHeaders().getFirst("Host"));
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      String id = UUID.randomUUID().toString();
      answers.put(id, digest(response.statusCode(), response.body()));
      for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
        if (!OWN.contains(header.getKey().toLowerCase(Locale.ROOT))) {
          header.getValue().forEach(v -> exchange.getResponseHeaders().add(header.getKey(), v));
        }
      }
      exchange.getResponseHeaders().set(ANSWER_ID, id);
      int length = response.body().length;
      exchange.sendResponseHeaders(response.statusCode(), length == 0 ? -1 : length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // The server would close the connection and say nothing.
      e.printStackTrace();
      throw e;
    }
  }

  public static String digest(int status, byte[] body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return status + " " + HexFormat.of().formatHex(sha.digest(body));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
