package dev.ficus.gateway.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a gateway's admin API as an operator would. */
public final class AdminClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String url;
  private final String token;

  public AdminClient(int managementPort, Path data) throws IOException {
    this(
        "http://localhost:" + managementPort + "/admin/v1",
        Files.readString(data.resolve("admin-token")).strip());
  }

  private AdminClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** The same gateway, called with another token. */
  public AdminClient with(String secret) {
    return new AdminClient(url, secret);
  }

  /** An answer, with its body as a tree. */
  public record Answer(int status, JsonNode body) {}

  public Answer call(String method, String path, String body)
      throws IOException, InterruptedException {
    return call(method, path, body, "*");
  }

  public Answer call(String method, String path, String body, String ifMatch)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("If-Match", ifMatch)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = TestGateway.send(request);
    return new Answer(
        response.statusCode(),
        response.body().isEmpty() ? JSON.missingNode() : JSON.readTree(response.body()));
  }

  /** Has a route file checked. */
  public Answer check(String yaml) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/config/validate"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(yaml))
            .build();
    HttpResponse<String> response = TestGateway.send(request);
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return call("GET", path, "").body();
  }
}
