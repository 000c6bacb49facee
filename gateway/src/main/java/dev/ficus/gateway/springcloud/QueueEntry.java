package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.delivery.RouteQueue;
import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.queue.Reply;
import dev.ficus.gateway.storagefirst.StoredRequests;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Takes requests that are kept for later, and answers for those that were. */
final class QueueEntry implements AutoCloseable {

  private final Queues queues;
  private final StoredRequests requests;
  private final Scheduler threads =
      Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "ficus-intake");

  QueueEntry(Queues queues) {
    this.queues = queues;
    requests = new StoredRequests(queues::store);
  }

  /** Takes a request of a route that keeps them; its deliveries belong to its trace. */
  Mono<Void> take(ServerWebExchange exchange, ForwardedRequest request, String route) {
    RouteQueue queue = queues.taking(route);
    if (queue == null) {
      return write(
          exchange,
          problem(503, "queue-unavailable", "the queue is not set up yet")
              .with("Retry-After", "1"));
    }
    int most = (int) Math.min(queue.maxBody(), Integer.MAX_VALUE - 16);
    return exchange
        .getRequest()
        .getBody()
        .reduceWith(() -> new KeptBody(most), KeptBody::add)
        .flatMap(
            body ->
                body.isTooLarge()
                    ? Mono.just(tooLarge())
                    : taken(queue, incoming(exchange.getRequest(), request, body.bytes())))
        .onErrorResume(DataBufferLimitException.class, _ -> Mono.just(tooLarge()))
        .flatMap(reply -> write(exchange, reply));
  }

  /** Answers for a stored request. */
  Mono<Void> tell(ServerWebExchange exchange, ExchangeHead head) {
    return Mono.fromCallable(() -> requests.answer(head.method(), head.rawPath()))
        .subscribeOn(threads)
        .flatMap(reply -> write(exchange, reply));
  }

  private Mono<Reply> taken(RouteQueue queue, Incoming request) {
    return Mono.fromCallable(() -> queue.take(request)).subscribeOn(threads);
  }

  private static Incoming incoming(ServerHttpRequest request, ForwardedRequest known, byte[] body) {
    List<Header> headers = new ArrayList<>();
    ExchangeHead head = known.head;
    Asking asking = known.asking;
    String traceparent = known.traceparent();
    Set<String> named = HopByHop.namedBy(request.getHeaders().getOrEmpty("Connection"));
    Set<String> written = new HashSet<>();
    if (traceparent != null) {
      written.add(Traces.TRACEPARENT);
      headers.add(new Header(Traces.TRACEPARENT, traceparent));
    }
    request
        .getHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (goesOn(Field.of(name), asking) && !named.contains(lower) && written.add(lower)) {
                values.forEach(value -> headers.add(new Header(name, value)));
              }
            });
    if (asking.host() != null) {
      headers.add(new Header("Host", asking.host()));
    }
    HeaderRules.addForwarded(
        asking,
        request.getHeaders()::getOrEmpty,
        (name, value) -> headers.add(new Header(name, value)));
    return new Incoming(head.method(), head.rawPath(), head.rawQuery(), headers, Body.of(body));
  }

  /** Framing and expectations end here. */
  private static boolean goesOn(Field field, Asking asking) {
    return switch (field) {
      case CONTENT_LENGTH, EXPECT, TRAILER -> false;
      default -> HeaderRules.passes(field, asking);
    };
  }

  private static Reply tooLarge() {
    Problem problem = Problem.of(Fault.BODY_TOO_LARGE);
    return Reply.of(problem.status(), Problem.MEDIA_TYPE, problem.json());
  }

  private static Reply problem(int status, String type, String detail) {
    Problem problem = new Problem(status, type, Problem.title(status), detail);
    return Reply.of(status, Problem.MEDIA_TYPE, problem.json());
  }

  private static Mono<Void> write(ServerWebExchange exchange, Reply reply) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
    for (Header header : reply.headers()) {
      response.getHeaders().add(header.name(), header.value());
    }
    byte[] body = reply.body().bytes();
    boolean bodyless = reply.status() == 204 || reply.status() == 304;
    if (!bodyless) {
      response.getHeaders().setContentLength(body.length);
    }
    return bodyless
        ? response.setComplete()
        : response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  @Override
  public void close() {
    threads.dispose();
  }
}
