package dev.ficus.gateway.entries;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An upstream that answers as a test says, and remembers what it was asked. */
final class RecordingUpstream implements AutoCloseable {

  /** Method, target, Ficus-Shadow, Idempotency-Key and body of each request. */
  final Queue<String> seen = new ConcurrentLinkedQueue<>();

  volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer;

  private final DisposableServer server =
      HttpServer.create().host("localhost").port(0).handle(this::handle).bindNow();

  RecordingUpstream(String json) {
    answer = json(json);
  }

  static BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> json(String body) {
    return (_, response) ->
        response.header("Content-Type", "application/json").sendString(Mono.just(body));
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    String marks =
        request.requestHeaders().get("Ficus-Shadow", "-")
            + " "
            + request.requestHeaders().get("Idempotency-Key", "-");
    return request
        .receive()
        .aggregate()
        .asString()
        .defaultIfEmpty("")
        .flatMap(
            body -> {
              seen.add(request.method() + " " + request.uri() + " " + marks + " " + body);
              return Mono.from(answer.apply(request, response));
            });
  }

  String url() {
    return "http://localhost:" + server.port();
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
