package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends a logged request both ways and compares the answers. */
final class Replay implements AutoCloseable {

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

  private final URI direct;
  private final URI via;
  private final Map<String, String> headers;
  private final Duration patience;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param direct the application
   * @param via the gateway
   * @param headers sent with each request; both are asked for the gateway's host unless one says
   *     another, so that links to themselves are alike
   * @param patience how long an answer may take up to its end
   */
  Replay(URI direct, URI via, Map<String, String> headers, Duration patience) {
    this.direct = direct;
    this.via = via;
    this.patience = patience;
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sent.put("Host", via.getHost() + (via.getPort() < 0 ? "" : ":" + via.getPort()));
    sent.putAll(headers);
    this.headers = sent;
  }

  /**
   * @throws CommandFailure if nobody can be asked at one of both places
   */
  void requireReachable(AccessLogLine request) throws InterruptedException {
    for (URI base : List.of(direct, via)) {
      try {
        var _ = exchange(base, request, _ -> Beginning.ofNothing());
      } catch (TimeoutException e) {
        // Somebody is there.
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ConnectException
            || e.getCause() instanceof HttpConnectTimeoutException
            || e.getCause() instanceof SSLException) {
          throw new CommandFailure(
              ExitCode.UNREACHABLE, "nobody at " + base + " (" + message(e.getCause()) + ")");
        }
      }
    }
  }

  Comparison compare(AccessLogLine request) throws InterruptedException {
    Attempt before = ask(direct, request);
    Attempt after = ask(via, request);
    return switch (before) {
      case Attempt.Failed(String why) ->
          after instanceof Attempt.Failed
              ? new Comparison.FailsBothWays(why)
              : new Comparison.NotCompared("the application " + why);
      case Attempt.Answered its -> compare(request, its, after);
    };
  }

  private Comparison compare(
      AccessLogLine request, Attempt.Answered before, Attempt after) throws InterruptedException {
    String difference =
        switch (after) {
          case Attempt.Answered its -> before.differsFrom(its);
          case Attempt.Failed(String why) -> "the gateway " + why;
        };
    if (difference == null) {
      return switch (before.body().extent()) {
        case WHOLE -> new Comparison.Identical();
        case BEGINNING ->
            new Comparison.AlikeInPart("in the first " + Beginning.MOST_MEBIBYTES + " MiB");
        case NOTHING -> new Comparison.AlikeInPart("by the head of a stream of events");
      };
    }
    return ask(direct, request) instanceof Attempt.Answered again
            && before.differsFrom(again) == null
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

  private Attempt ask(URI base, AccessLogLine line) throws InterruptedException {
    try {
      HttpResponse<Beginning.Part> answer = exchange(base, line, Beginning::of);
      Map<String, List<String>> its = new TreeMap<>(answer.headers().map());
      its.keySet().removeIf(name -> NOT_COMPARED.contains(name.toLowerCase(Locale.ROOT)));
      return new Attempt.Answered(answer.statusCode(), its, answer.body());
    } catch (TimeoutException e) {
      return new Attempt.Failed("gives no end within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new Attempt.Failed("breaks off: " + message(e.getCause()));
    }
  }

  /** The client's own limit ends with the head, so that the whole is waited for here. */
  private HttpResponse<Beginning.Part> exchange(
      URI base, AccessLogLine line, HttpResponse.BodyHandler<Beginning.Part> reader)
      throws InterruptedException, ExecutionException, TimeoutException {
    URI uri = URI.create(base.getScheme() + "://" + base.getRawAuthority() + line.target());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(line.method(), HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<Beginning.Part>> answer =
        http.sendAsync(request.build(), reader);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  private static String message(@Nullable Throwable failure) {
    if (failure == null) {
      return "for no reason that is known";
    }
    String its = failure.getMessage();
    return its == null ? failure.getClass().getSimpleName() : its;
  }

  /** Waits for nothing that is still under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
