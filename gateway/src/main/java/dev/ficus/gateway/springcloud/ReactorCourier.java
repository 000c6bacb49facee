package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;

/** Delivers on the same connections that requests are forwarded on. */
final class ReactorCourier implements Courier {

  private final UpstreamClients clients;

  ReactorCourier(UpstreamClients clients) {
    this.clients = clients;
  }

  @Override
  public Received send(Upstream upstream, Parcel parcel) {
    AtomicBoolean sent = new AtomicBoolean();
    try {
      Received received = exchange(upstream, parcel, sent).block();
      if (received != null) {
        return received;
      }
      throw new FailedException(Failure.RESET, sent.get(), null);
    } catch (FailedException already) {
      throw already;
    } catch (RuntimeException e) {
      throw failed(Exceptions.unwrap(e), sent.get());
    }
  }

  /**
   * The exchange itself, which begins when somebody subscribes.
   *
   * @param sent set when the upstream may have seen something
   */
  Mono<Received> exchange(Upstream upstream, Parcel parcel, AtomicBoolean sent) {
    UpstreamClient client = clients.of(upstream);
    URI url = client.nextUrl();
    return client
        .kept(timeouts(upstream, parcel.timeout()))
        .headers(headers -> write(headers, upstream, url, parcel))
        .request(HttpMethod.valueOf(parcel.method()))
        .uri(url.getScheme() + "://" + url.getAuthority() + parcel.target())
        .send(
            (_, outbound) -> {
              if (!parcel.start().getAsBoolean()) {
                return Mono.error(new UpstreamFailure(Failure.CIRCUIT_OPEN, null));
              }
              sent.set(true);
              return outbound.send(
                  Mono.fromSupplier(() -> Unpooled.wrappedBuffer(parcel.body().buffer())));
            })
        .response((response, body) -> received(response, body, parcel.maxAnswer()))
        .next()
        .timeout(parcel.timeout());
  }

  private static FailedException failed(Throwable error, boolean sent) {
    Failure failure =
        error instanceof TimeoutException
            ? Failure.RESPONSE_TIMEOUT
            : UpstreamFailure.of(error).failure();
    return new FailedException(failure, sent, error);
  }

  private static Timeouts timeouts(Upstream upstream, Duration delivery) {
    Timeouts its = upstream.timeouts();
    return new Timeouts(its.connect(), delivery, its.idle(), its.streamIdle(), its.total());
  }

  private static void write(HttpHeaders out, Upstream upstream, URI url, Parcel parcel) {
    out.remove("User-Agent");
    out.remove("Accept");
    for (Header header : parcel.headers()) {
      out.add(header.name(), header.value());
    }
    out.set("Host", HeaderRules.host(upstream.hostFor(parcel.side()), parcel.host(), url));
    out.set("Content-Length", Integer.toString(parcel.body().length()));
    upstream.headers().remove().forEach(out::remove);
    upstream.headers().set().forEach(out::set);
  }

  private static Mono<Received> received(
      HttpClientResponse response, ByteBufFlux body, long maxAnswer) {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : response.responseHeaders()) {
      Field field = Field.of(header.getKey());
      if (HeaderRules.passesBack(field) && field != Field.CONTENT_LENGTH) {
        headers.add(new Header(header.getKey(), header.getValue()));
      }
    }
    int status = response.status().code();
    return body.asByteArray()
        .reduce(new ByteArrayOutputStream(), (all, piece) -> within(maxAnswer, all, piece))
        .map(all -> new Received(status, headers, Body.of(all.toByteArray())));
  }

  private static ByteArrayOutputStream within(long most, ByteArrayOutputStream all, byte[] piece) {
    if (all.size() + piece.length > most) {
      throw new UpstreamFailure(Failure.OVERSIZED_ANSWER, null);
    }
    all.writeBytes(piece);
    return all;
  }
}
