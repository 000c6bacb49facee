package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.circuit.Circuit;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.Traces.CopyTrace;
import dev.ficus.gateway.parity.AnswerPair;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.CopiedUpstreams;
import dev.ficus.gateway.parity.Drop;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The copies of one exchange's request. What passes is kept up to a size, and once the client has
 * its answer the other side is asked the same, through that side's filters. Nothing in here can
 * change what the client gets.
 */
final class ExchangeMirror {

  /** Where the upstream has no {@code responseTimeout}. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int MOST_REDIRECTED = 399;

  /** What all of them work with. */
  record Means(
      Observations observations,
      ComparisonQueue queue,
      CopiedUpstreams upstreams,
      Circuits circuits,
      FilterChains filters,
      Forwarder forwarder) {}

  private record Planned(Side side, Upstream upstream, AnswerPair pair) {}

  private final Means means;
  private final ServerWebExchange exchange;
  private final ForwardedRequest request;
  private final Observation observation;
  private final Side primarySide;
  private final Map<String, Object> attributes;
  private final HttpHeaders headers;
  private final BoundedBytes requestBody;
  private final BoundedBytes answerBody;
  private final List<Planned> planned = new ArrayList<>(2);

  /** A pair of copies, neither of which is the client's own answer; null if there is none. */
  private @Nullable AnswerPair twice;

  private ExchangeMirror(
      Means means, ServerWebExchange exchange, ForwardedRequest request, Observation observation) {
    this.means = means;
    this.exchange = exchange;
    this.request = request;
    this.observation = observation;
    primarySide = request.side;
    attributes = Map.copyOf(exchange.getAttributes());
    headers = HttpHeaders.copyOf(exchange.getRequest().getHeaders());
    requestBody = new BoundedBytes(observation.shadow().maxBody());
    answerBody = new BoundedBytes(observation.shadow().maxBody());
  }

  /** Null if no copy of this request is to be made. */
  static @Nullable ExchangeMirror of(
      Means means, ServerWebExchange exchange, ForwardedRequest request) {
    Observation observation = request.observation;
    if (observation == null || WebSockets.isUpgrade(exchange)) {
      return null;
    }
    Upstream other = observation.copyFor(request.side, request.safe);
    Upstream again = observation.noiseFor(request.side, request.safe, other != null);
    if (other == null && again == null) {
      return null;
    }
    ExchangeMirror mirror = new ExchangeMirror(means, exchange, request, observation);
    AnswerPair.Asked asked = asked(exchange, request);
    AnswerPair pair = mirror.plan(other, request.side.other(), asked, false);
    AnswerPair noise = mirror.plan(again, Side.LEGACY, asked, true);
    if (request.side == Side.TARGET && noise != null) {
      // The client's own answer is not legacy's: two copies are compared.
      mirror.copiedTwice(pair, noise);
    }
    return mirror;
  }

  private void copiedTwice(@Nullable AnswerPair first, AnswerPair noise) {
    twice = noise;
    if (first == null) {
      noise.drop(Drop.NOISE_FAILED);
    } else {
      first.isFirstOf(noise);
    }
  }

  private static AnswerPair.Asked asked(ServerWebExchange exchange, ForwardedRequest request) {
    String host = exchange.getRequest().getHeaders().getFirst("Host");
    return new AnswerPair.Asked(
        request.head.method(),
        host == null ? "" : host,
        request.target(Side.LEGACY),
        request.target(Side.TARGET));
  }

  private @Nullable AnswerPair plan(
      @Nullable Upstream upstream, Side side, AnswerPair.Asked asked, boolean noise) {
    if (upstream == null) {
      return null;
    }
    Route route = observation.route().route();
    Circuit circuit = means.circuits.circuit(route, upstream);
    Side first = noise ? Side.LEGACY : primarySide;
    AnswerPair pair = new AnswerPair(observation, means.queue, first, noise, asked);
    if (circuit != null
        && !circuit.admitsCopy(observation.sendsClientsTo(side), System.nanoTime())) {
      pair.drop(Drop.CIRCUIT_OPEN);
      observation.copyEnded();
      return null;
    }
    planned.add(new Planned(side, upstream, pair));
    return pair;
  }

  /** The exchange, watched as it passes. */
  ServerWebExchange watched() {
    ServerHttpRequest asked =
        new ServerHttpRequestDecorator(exchange.getRequest()) {
          @Override
          public Flux<DataBuffer> getBody() {
            return super.getBody().doOnNext(piece -> keep(requestBody, piece));
          }
        };
    ServerHttpResponse answered =
        new ServerHttpResponseDecorator(exchange.getResponse()) {
          @Override
          public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return super.writeWith(Flux.from(body).doOnNext(piece -> keep(answerBody, piece)));
          }

          @Override
          public Mono<Void> writeAndFlushWith(
              Publisher<? extends Publisher<? extends DataBuffer>> body) {
            if (EventStream.is(getHeaders().getFirst("Content-Type"))) {
              // It may last for hours, and its copy's place is somebody else's meanwhile.
              cancel(Drop.STREAM);
              return super.writeAndFlushWith(body);
            }
            return super.writeAndFlushWith(
                Flux.from(body)
                    .map(piece -> Flux.from(piece).doOnNext(its -> keep(answerBody, its))));
          }
        };
    return exchange.mutate().request(asked).response(answered).build();
  }

  private void keep(BoundedBytes of, DataBuffer piece) {
    of.add(piece);
    if (of.isTooLarge()) {
      cancel(Drop.TOO_LARGE);
    }
  }

  /** The client has its answer, or will not get one. */
  void primaryEnded(boolean whole) {
    ServerHttpResponse response = exchange.getResponse();
    int status = response.getStatusCode() == null ? 0 : response.getStatusCode().value();
    if (!whole || request.fellBack || !request.safe && status > MOST_REDIRECTED) {
      cancel(Drop.PRIMARY_FAILED);
    } else {
      for (Planned copy : taken()) {
        if (copy.pair != twice) {
          copy.pair.primary(
              CapturedAnswer.of(
                  status, response.getHeaders(), observation.keptHeaders(), answerBody.bytes()));
        }
        ask(copy);
      }
    }
  }

  /** What was planned, for whoever comes first: to make the copies, or to give them up. */
  private synchronized List<Planned> taken() {
    List<Planned> its = List.copyOf(planned);
    planned.clear();
    return its;
  }

  private void cancel(Drop why) {
    for (Planned copy : taken()) {
      copy.pair.drop(why);
      observation.copyEnded();
    }
  }

  private void ask(Planned copy) {
    ForwardedRequest its =
        new ForwardedRequest(
            request.head, request.asking, request.route, request.match, copy.side, request.hasBody);
    if (!copy.pair.isOfNoise()) {
      its.observation = observation;
      its.observed = observation.copy(copy.side);
    }
    if (!request.safe) {
      its.ownIdempotencyKey = CopiedUpstreams.idempotencyKey(headers.getFirst("Idempotency-Key"));
    }
    Upstream upstream = means.upstreams.of(copy.upstream);
    its.upstream = upstream;
    CopyTrace trace =
        request.trace == null
            ? null
            : request.trace.copies(copy.side, upstream.name(), copy.pair.isOfNoise());
    its.copyTrace = trace;
    CapturedAnswer answer =
        new CapturedAnswer(exchange.getResponse().bufferFactory(), observation.shadow().maxBody());
    ServerWebExchange own = own(answer);
    Duration response = upstream.timeouts().response();
    Duration time = response.isZero() ? LONGEST : response;
    var _ =
        Mono.defer(() -> asked(own, its, upstream))
            .then(Mono.defer(() -> ResponseBody.pass(own, its, upstream)))
            .timeout(time, Mono.error(() -> new UpstreamFailure(Failure.RESPONSE_TIMEOUT, null)))
            .doFinally(_ -> its.dropConnection())
            .subscribe(
                _ -> {},
                error -> {
                  failed(copy, its, answer, error);
                  if (trace != null) {
                    trace.ended(UpstreamFailure.of(error).failure().word());
                  }
                },
                () -> {
                  observation.copyEnded();
                  its.observedEnd();
                  copy.pair.shadow(answer.answer(observation.keptHeaders()));
                  if (trace != null) {
                    trace.ended(null);
                  }
                });
  }

  /** Ends with the head of the answer. */
  private Mono<Void> asked(ServerWebExchange own, ForwardedRequest its, Upstream upstream) {
    List<GatewayFilter> chain = means.filters.of(observation.route().route(), its.side);
    FilterChains.Terminal terminal = last -> means.forwarder.send(last, its, upstream);
    return chain.isEmpty()
        ? terminal.run(own)
        : FilterChains.run(EntryHandler.asFiltersSeeIt(own, its), chain, terminal);
  }

  private void failed(Planned copy, ForwardedRequest its, CapturedAnswer answer, Throwable error) {
    Failure failure = UpstreamFailure.of(error).failure();
    Drop unasked =
        error instanceof FilterChains.UnusableFiltersException
            ? Drop.NOT_COMPARED
            : failure == Failure.PENDING_LIMIT || failure == Failure.NO_CONNECTION
                ? Drop.NO_CONNECTION
                : null;
    if (unasked != null) {
      observation.copyEnded();
      copy.pair.drop(unasked);
      return;
    }
    observation.copyFailed();
    String givenUp = answer.givenUp();
    if (givenUp != null) {
      its.observedEnd();
      copy.pair.shadowUnlike(givenUp);
    } else {
      its.fails();
      copy.pair.shadowFailed(failure.word());
    }
  }

  /** The request once more, with an answer of its own, and nothing that filters left behind. */
  private ServerWebExchange own(CapturedAnswer answer) {
    byte[] body = requestBody.bytes();
    ServerHttpRequest asked =
        new ServerHttpRequestDecorator(exchange.getRequest()) {
          @Override
          public HttpHeaders getHeaders() {
            return headers;
          }

          @Override
          public Flux<DataBuffer> getBody() {
            return Flux.defer(() -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
          }
        };
    Map<String, Object> own = new ConcurrentHashMap<>(attributes);
    return new ServerWebExchangeDecorator(exchange) {
      @Override
      public ServerHttpRequest getRequest() {
        return asked;
      }

      @Override
      public ServerHttpResponse getResponse() {
        return answer;
      }

      @Override
      public Map<String, Object> getAttributes() {
        return own;
      }
    };
  }
}
