package dev.ficus.cli.remote;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one gateway's admin API; whatever goes wrong becomes a message and an exit code. */
public final class AdminClient {

  public static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI server;
  private final @Nullable String token;
  private final HttpClient http;

  /**
   * An answer.
   *
   * @param etag what a change can say it has seen; null if there was none
   */
  public record Reply(int status, String text, @Nullable String etag) {
    public JsonNode json() {
      return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
    }
  }

  public AdminClient(URI server, @Nullable String token) {
    this.server = server;
    this.token = token;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  public URI server() {
    return server;
  }

  /** A path of the API, its variables escaped. */
  public static String path(String template, String... variables) {
    StringBuilder path = new StringBuilder();
    int next = 0;
    for (String piece : template.split("(?<=\\{\\})|(?=\\{\\})", -1)) {
      path.append(piece.equals("{}") ? escaped(variables[next++]) : piece);
    }
    return path.toString();
  }

  /** Adds query parameters that have a value. */
  public static String query(String path, Map<String, @Nullable String> parameters) {
    StringBuilder with = new StringBuilder(path);
    parameters.forEach(
        (name, value) -> {
          if (value != null) {
            with.append(with.indexOf("?") < 0 ? '?' : '&').append(name).append('=');
            with.append(escaped(value));
          }
        });
    return with.toString();
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public JsonNode get(String path) {
    return send("GET", path, null, null).json();
  }

  public Reply send(String method, String path, @Nullable JsonNode body, @Nullable String etag) {
    return send(method, path, body == null ? null : body.toString(), "application/json", etag);
  }

  /**
   * @throws CommandFailure unless the answer is a success
   */
  public Reply send(
      String method, String path, @Nullable String body, String type, @Nullable String etag) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/admin/v1" + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", type);
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (etag != null) {
      request.header("If-Match", etag);
    }
    HttpResponse<String> answer = exchange(request.build());
    Reply reply =
        new Reply(
            answer.statusCode(), answer.body(), answer.headers().firstValue("ETag").orElse(null));
    if (answer.headers().firstValue("Ficus-Admin").isEmpty()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          server
              + " answered "
              + reply.status()
              + ", and not as Ficus does (is it the admin port?)");
    }
    if (reply.status() >= 300) {
      throw failure(reply);
    }
    return reply;
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (HttpTimeoutException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, server + " does not answer (way out: --server with another one)");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no gateway at " + server + " (way out: start one, or --server with its admin address)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.ERROR, "interrupted");
    }
  }

  private CommandFailure failure(Reply reply) {
    JsonNode problem = reply.json();
    StringBuilder message = new StringBuilder();
    JsonNode refusals = problem.path("refusals");
    if (refusals.isEmpty()) {
      message.append(problem.path("detail").asString("status " + reply.status()));
    }
    for (JsonNode refusal : refusals) {
      if (!message.isEmpty()) {
        message.append('\n');
      }
      message.append(refusal.path("message").asString(""));
      for (JsonNode gate : refusal.path("gates")) {
        message.append("\n  ").append(gate.path("name").asString("")).append(" ");
        message.append(gate.path("verdict").asString("")).append(": ");
        message.append(gate.path("message").asString(""));
      }
    }
    if (reply.status() == 401) {
      message.append(" (way out: --token, or FICUS_TOKEN)");
    }
    boolean gates = problem.path("type").asString("").endsWith("/gates-not-met");
    return new CommandFailure(gates ? ExitCode.GATE : exitCode(reply.status()), message.toString());
  }

  private static int exitCode(int status) {
    return status == 409 || status == 412 ? ExitCode.CONFLICT : ExitCode.ERROR;
  }
}
