package dev.ficus.legacy;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running shop as a client sees it. */
public record Shop(URI uri, Path data) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Returns a client of its own: with cookies, which does not follow redirects. */
  public static HttpClient browser() {
    return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  public URI at(String path) {
    return URI.create(uri + path);
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(json(path).POST(BodyPublishers.ofString(json)).build());
  }

  public HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  public long writes() throws IOException, InterruptedException {
    return read(get("/ledger/count")).path("writes").asLong();
  }

  public void emptyLedger() throws IOException, InterruptedException {
    send(request("/ledger").DELETE().build());
  }

  /** Returns the body as JSON, with its numbers as they were written. */
  public static JsonNode read(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }
}
