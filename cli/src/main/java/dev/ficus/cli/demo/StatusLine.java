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
import java.util.Optional;
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
  private final Optional<Books> atStart;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  StatusLine(Traffic traffic, Ports ports, Path tokenFile) {
    this.traffic = traffic;
    this.tokenFile = tokenFile;
    ledgers =
        List.of(
            URI.create("http://localhost:" + ports.legacy() + "/ledger/operations"),
            URI.create("http://localhost:" + ports.functions() + "/ledger/operations"));
    status = URI.create("http://localhost:" + ports.admin() + "/admin/v1/status");
    atStart = books();
  }

  String text() {
    Tally tally = traffic.tally();
    long under = tally.writesUnderWayCount();
    long writes = tally.writeCount();
    Optional<Books> done =
        books().flatMap(now -> atStart.map(start -> now.since(start)));
    long underAfter = tally.writesUnderWayCount();
    return render(
            tally.sentCount(),
            tally.failedCount(),
            writes,
            done,
            Math.max(under, underAfter) + (tally.writeCount() - writes),
            tally.paymentCount(),
            tally.targetShare(),
            revision())
        + (traffic.lastFailure() == null ? "" : " · last failure: " + traffic.lastFailure());
  }

  /**
   * @param done by both sides since the start; empty if a ledger cannot be read at the moment
   * @param underWay writes whose answer is not in yet, by which the ledgers may rightly be ahead
   */
  static String render(
      long sent,
      long failed,
      long writes,
      Optional<Books> done,
      long underWay,
      long payments,
      int targetShare,
      String revision) {
    return String.format(
        Locale.ENGLISH,
        "sent %,d · failed %,d · writes %,d %s%s · legacy %d %% target %d %% · %s",
        sent,
        failed,
        writes,
        done.map(its -> ledgers(its.writes(), writes, underWay))
            .orElse("(a ledger does not answer)"),
        done.filter(_ -> payments > 0).map(its -> payments(its, payments)).orElse(""),
        100 - targetShare,
        targetShare,
        revision);
  }

  private static String ledgers(long ledgers, long writes, long underWay) {
    long ahead = ledgers - writes;
    String relation = ahead == 0 ? "=" : ahead > 0 && ahead <= underWay ? "≈" : "≠";
    return String.format(Locale.ENGLISH, "%s ledgers %,d", relation, ledgers);
  }

  /** Payments are done after their acknowledgment, so the ledgers may be behind. */
  private static String payments(Books done, long payments) {
    return String.format(
        Locale.ENGLISH,
        " · payments %,d: %,d recorded, %,d mailed",
        payments,
        done.recorded(),
        done.mailed());
  }

  private Optional<Books> books() {
    Books sum = Books.EMPTY;
    for (URI ledger : ledgers) {
      JsonNode operations = get(ledger, "");
      if (!operations.isObject()) {
        return Optional.empty();
      }
      sum = sum.plus(Books.of(operations));
    }
    return Optional.of(sum);
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
