package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a Ficus says has become of the copies of a route's requests.
 *
 * @param dropped by why
 */
record Compared(long compared, long mismatches, Map<String, Long> dropped) {

  /** By the admin API, with the token that Ficus has made for itself. */
  static Compared of(Running ficus, String route, HttpClient http)
      throws IOException, InterruptedException {
    String token = Files.readString(ficus.directory().resolve("data/admin-token")).strip();
    HttpRequest request =
        HttpRequest.newBuilder(ficus.readiness().resolve("/admin/v1/routes/" + route + "/parity"))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the parity of " + route + ": " + response.body());
    }
    JsonNode parity = JsonMapper.shared().readTree(response.body());
    Map<String, Long> dropped = new TreeMap<>();
    parity.get("dropped").properties().forEach(p -> dropped.put(p.getKey(), p.getValue().asLong()));
    JsonNode mismatches = parity.get("mismatches");
    return new Compared(mismatches.get("of").asLong(), mismatches.get("hits").asLong(), dropped);
  }

  @Override
  public String toString() {
    return String.format("%,d compared, %,d unlike, dropped %s", compared, mismatches, dropped);
  }
}
