package dev.ficus.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The live feed: tells whoever listens what has changed. All listeners share one look twice a
 * second, and nobody looks while nobody listens.
 */
final class EventCalls {

  private static final int MOST_LISTENERS = 64;
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  /** Then a listener comes again, and shows that its token is still good. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final AdminServices services;
  private final Mono<Void> end;
  private final AtomicInteger listeners = new AtomicInteger();

  /** What each look has found; the first one finds nothing, and is what the next is compared with. */
  private final Flux<List<ServerSentEvent<String>>> looks;

  EventCalls(AdminServices services, Mono<Void> end) {
    this.services = services;
    this.end = end;
    Scheduler blocking = Schedulers.boundedElastic();
    looks =
        Flux.defer(
                () -> {
                  AtomicReference<Sight> last = new AtomicReference<>(Sight.of(services, null));
                  return Flux.interval(EVERY, blocking)
                      .onBackpressureDrop()
                      .map(_ -> since(last))
                      .startWith(List.<ServerSentEvent<String>>of());
                })
            .subscribeOn(blocking)
            .share();
  }

  List<Operation> operations() {
    return List.of(Operation.read("/events", this::listen));
  }

  private Answer listen(AdminCall call) {
    if (listeners.get() >= MOST_LISTENERS) {
      throw Problem.of(ProblemType.OVERLOADED, MOST_LISTENERS + " listeners are there already")
          .withHeader(HttpHeaders.RETRY_AFTER, "15")
          .exception();
    }
    // Whoever is greeted has been looked for: what changes from then on is told.
    Flux<ServerSentEvent<String>> changes =
        looks.index(
                (index, news) ->
                    index == 0
                        ? Stream.concat(Stream.of(hello()), news.stream()).toList()
                        : news)
            .concatMapIterable(news -> news);
    ServerSentEvent<String> alive = ServerSentEvent.<String>builder().comment("").build();
    return Answer.stream(
        Flux.merge(changes, Flux.interval(SIGN_OF_LIFE).map(_ -> alive))
            .take(LONGEST)
            .takeUntilOther(end)
            .doOnSubscribe(_ -> listeners.incrementAndGet())
            .doFinally(_ -> listeners.decrementAndGet()));
  }

  private ServerSentEvent<String> hello() {
    return event(
        "hello",
        Map.of(
            "instance",
            services.self().name(),
            "revision",
            services.routing().snapshot().state().revision().number()));
  }

  private List<ServerSentEvent<String>> since(AtomicReference<Sight> last) {
    Sight before = Objects.requireNonNull(last.get());
    Sight now = Sight.of(services, before);
    last.set(now);
    return now.since(before).stream().map(news -> event(news.name(), news.data())).toList();
  }

  private static ServerSentEvent<String> event(String name, Object data) {
    return ServerSentEvent.builder(new String(Json.write(data), StandardCharsets.UTF_8))
        .event(name)
        .build();
  }
}
