package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.parity.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response that goes to nobody: filters and the entry write it, and it is compared. */
final class CapturedAnswer implements ServerHttpResponse {

  private static final String TOO_LARGE = "more than maxBody";

  private final DataBufferFactory buffers;
  private final long most;
  private final BoundedBytes body;
  private final HttpHeaders headers = new HttpHeaders();
  private final MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
  private final List<Supplier<? extends Mono<Void>>> beforeCommit = new ArrayList<>();
  private @Nullable HttpStatusCode status;
  private volatile @Nullable String givenUp;

  /** Ends an answer that will not be compared. */
  private static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  CapturedAnswer(DataBufferFactory buffers, long most) {
    this.buffers = buffers;
    this.most = most;
    body = new BoundedBytes(most);
  }

  /** What it is that cannot be kept, and so is like no answer that is; null if it is kept. */
  @Nullable String givenUp() {
    return givenUp;
  }

  Answer answer(List<String> kept) {
    return of(status == null ? 0 : status.value(), headers, kept, body.bytes());
  }

  /**
   * What of an answer can matter.
   *
   * @param kept names of headers, in lower case, beside those that always matter
   */
  static Answer of(int status, HttpHeaders headers, List<String> kept, byte[] body) {
    Map<String, String> its = new HashMap<>();
    for (String name : List.of(Answer.CONTENT_TYPE, Answer.CONTENT_ENCODING, Answer.LOCATION)) {
      String value = headers.getFirst(name);
      if (value != null) {
        its.put(name, value);
      }
    }
    for (String name : kept) {
      List<String> values = headers.getOrEmpty(name);
      if (!values.isEmpty()) {
        its.put(name, String.join(", ", values));
      }
    }
    return new Answer(status, its, body);
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> pieces) {
    if (EventStream.is(headers.getFirst(HttpHeaders.CONTENT_TYPE))) {
      givenUp = "an event stream";
    } else if (headers.getContentLength() > most) {
      givenUp = TOO_LARGE;
    }
    // Nothing of it is read then, however much or little of it there is.
    return givenUp == null ? taken(pieces) : Mono.error(new GivenUpException());
  }

  private Mono<Void> taken(Publisher<? extends DataBuffer> pieces) {
    return Flux.fromIterable(beforeCommit)
        .concatMap(Supplier::get)
        .then(Mono.defer(() -> Flux.from(pieces).doOnNext(this::take).then()));
  }

  private void take(DataBuffer piece) {
    body.add(piece);
    DataBufferUtils.release(piece);
    if (body.isTooLarge()) {
      givenUp = TOO_LARGE;
      throw new GivenUpException();
    }
  }

  @Override
  public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> all) {
    // What is asked for ahead would wait in a queue, and not be released when this is given up.
    return writeWith(Flux.from(all).concatMap(piece -> piece, 0));
  }

  @Override
  public Mono<Void> setComplete() {
    return writeWith(Flux.empty());
  }

  @Override
  public boolean setStatusCode(@Nullable HttpStatusCode code) {
    status = code;
    return true;
  }

  @Override
  public @Nullable HttpStatusCode getStatusCode() {
    return status;
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public MultiValueMap<String, ResponseCookie> getCookies() {
    return cookies;
  }

  @Override
  public void addCookie(ResponseCookie cookie) {
    cookies.add(cookie.getName(), cookie);
  }

  @Override
  public DataBufferFactory bufferFactory() {
    return buffers;
  }

  @Override
  public void beforeCommit(Supplier<? extends Mono<Void>> action) {
    beforeCommit.add(action);
  }

  @Override
  public boolean isCommitted() {
    return false;
  }
}
