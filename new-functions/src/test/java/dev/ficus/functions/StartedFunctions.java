package dev.ficus.functions;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real host on a free port, and a client that talks to it. */
final class StartedFunctions implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  private StartedFunctions(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static StartedFunctions start(Path data, String... arguments) {
    Stream<String> ours =
        Stream.of("--server.port=0", "--shop.data=" + data, "--shop.report-delay=0ms");
    return new StartedFunctions(
        NewFunctions.start(Stream.concat(ours, Stream.of(arguments)).toArray(String[]::new)));
  }

  record Reply(int status, HttpHeaders headers, String text) {

    JsonNode json() {
      return JSON.readTree(text);
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  String origin() {
    return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  Reply post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (request.copy().build().headers().firstValue("Content-Type").isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(method + " " + path, failed);
    }
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
