package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sends a logged request both ways and compares the answers. */
final class Replay {

  /** What changes with every answer or every hop, whoever gives it. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "date",
          "age",
          "via",
          "connection",
          "keep-alive",
          "transfer-encoding",
          "content-length",
          "server-timing",
          "ficus-route",
          "ficus-upstream",
          "ficus-stage");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI direct;
  private final URI via;
  private final Map<String, String> headers;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** An answer, as far as it is compared. */
  private record Seen(int status, Map<String, List<String>> headers, ByteBuffer body) {

    @Nullable String differsFrom(Seen other) {
      if (status != other.status) {
        return "status " + status + " and " + other.status;
      }
      if (!headers.equals(other.headers)) {
        Map<String, List<String>> mine = new TreeMap<>(headers);
        mine.entrySet().removeAll(other.headers.entrySet());
        Map<String, List<String>> its = new TreeMap<>(other.headers);
        its.entrySet().removeAll(headers.entrySet());
        return "headers " + mine + " and " + its;
      }
      if (!body.equals(other.body)) {
        return "body, from byte " + body.mismatch(other.body);
      }
      return null;
    }
  }

  /**
   * @param direct the application
   * @param via the gateway
   * @param headers sent with each request
   */
  Replay(URI direct, URI via, Map<String, String> headers) {
    this.direct = direct;
    this.via = via;
    this.headers = headers;
  }

  Comparison compare(AccessLogLine request) throws InterruptedException {
    Seen before = ask(direct, request);
    String difference = before.differsFrom(ask(via, request));
    if (difference == null) {
      return new Comparison.Identical();
    }
    return before.differsFrom(ask(direct, request)) == null
        ? new Comparison.Different(difference)
        : new Comparison.Restless();
  }

  /** Not everything that is in a log can be written by this client. */
  static boolean canAsk(AccessLogLine request) {
    try {
      URI.create("http://localhost" + request.target());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Seen ask(URI base, AccessLogLine line) throws InterruptedException {
    URI uri = URI.create(base.getScheme() + "://" + base.getRawAuthority() + line.target());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(line.method(), HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, List<String>> its = new TreeMap<>(answer.headers().map());
      its.keySet().removeIf(name -> NOT_COMPARED.contains(name.toLowerCase(Locale.ROOT)));
      return new Seen(answer.statusCode(), its, ByteBuffer.wrap(answer.body()));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, base + " cannot be asked: " + e);
    }
  }
}
