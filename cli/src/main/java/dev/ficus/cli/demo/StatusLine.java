package dev.ficus.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line that tells whether all is well: nothing lost, nothing doubled, and where requests go.
 */
final class StatusLine {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Traffic traffic;
  private final List<URI> ledgers;
  private final URI status;
  private final Path tokenFile;
  private final OptionalLong atStart;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  StatusLine(Traffic traffic, Ports ports, Path tokenFile) {
    this.traffic = traffic;
    this.tokenFile = tokenFile;
    ledgers =
        List.of(
            URI.create("http://localhost:" + ports.legacy() + "/ledger/count"),
            URI.create("http://localhost:" + ports.functions() + "/ledger/count"));
    status = URI.create("http://localhost:" + ports.admin() + "/admin/v1/status");
    atStart = ledgerCount();
  }

  String text() {
    Tally tally = traffic.tally();
    long under = tally.writesUnderWayCount();
    long writes = tally.writeCount();
    OptionalLong now = ledgerCount();
    OptionalLong ledger =
        now.isPresent() && atStart.isPresent()
            ? OptionalLong.of(now.getAsLong() - atStart.getAsLong())
            : OptionalLong.empty();
    long underAfter = tally.writesUnderWayCount();
    return render(
            tally.sentCount(),
            tally.failedCount(),
            writes,
            ledger,
            Math.max(under, underAfter) + (tally.writeCount() - writes),
            tally.targetShare(),
            revision())
        + (traffic.lastFailure() == null ? "" : " · last failure: " + traffic.lastFailure());
  }

  /**
   * @param ledger empty if a ledger cannot be read at the moment
   * @param underWay writes whose answer is not in yet, by which the ledgers may rightly be ahead
   */
  static String render(
      long sent,
      long failed,
      long writes,
      OptionalLong ledger,
      long underWay,
      int targetShare,
      String revision) {
    String relation = "";
    if (ledger.isPresent()) {
      long ahead = ledger.getAsLong() - writes;
      relation = ahead == 0 ? "=" : ahead > 0 && ahead <= underWay ? "≈" : "≠";
    }
    return String.format(
        Locale.ENGLISH,
        "sent %,d · failed %,d · writes %,d %s · legacy %d %% target %d %% · %s",
        sent,
        failed,
        writes,
        ledger.isPresent()
            ? String.format(Locale.ENGLISH, "%s ledgers %,d", relation, ledger.getAsLong())
            : "(a ledger does not answer)",
        100 - targetShare,
        targetShare,
        revision);
  }

  private OptionalLong ledgerCount() {
    long sum = 0;
    for (URI ledger : ledgers) {
      JsonNode writes = get(ledger, "").path("writes");
      if (!writes.isNumber()) {
        return OptionalLong.empty();
      }
      sum += writes.asLong();
    }
    return OptionalLong.of(sum);
  }

  private String revision() {
    String token;
    try {
      token = Files.readString(tokenFile).strip();
    } catch (IOException e) {
      return "revision unknown";
    }
    JsonNode answer = get(status, token);
    if (answer.isMissingNode()) {
      return "revision unknown";
    }
    JsonNode converged = answer.path("converged");
    return "revision "
        + answer.path("revision").asLong(0)
        + " on "
        + converged.path("instances").asLong(0)
        + "/"
        + converged.path("of").asLong(0);
  }

  private JsonNode get(URI uri, String token) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? JSON.readTree(response.body()) : JSON.missingNode();
    } catch (IOException | JacksonException e) {
      return JSON.missingNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return JSON.missingNode();
    }
  }
}
