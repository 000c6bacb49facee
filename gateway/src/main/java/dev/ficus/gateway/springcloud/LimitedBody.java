package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.http1.Fault;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.netty.Connection;

/**
 * A request over HTTP/2, whose body is held to the limits that all others meet before they come
 * here: how long it is, and for how long it may pause.
 */
final class LimitedBody extends ServerHttpRequestDecorator {

  /** The rest of the body is not taken. */
  static final class RefusedException extends RuntimeException {

    RefusedException(Fault fault) {
      super(fault.explanation(), null, false, false);
    }
  }

  private final ExchangeHead head;
  private final EntrySettings settings;
  private long taken;

  /**
   * @param head is told of the fault
   */
  LimitedBody(ServerHttpRequest request, ExchangeHead head, EntrySettings settings) {
    super(request);
    this.head = head;
    this.settings = settings;
  }

  @Override
  public Flux<DataBuffer> getBody() {
    Flux<DataBuffer> body = super.getBody();
    if (getNativeRequest(getDelegate()) instanceof Connection connection) {
      body =
          BodyWatch.watch(
                  body,
                  settings.bodyPatience(),
                  Duration.ZERO,
                  System.nanoTime(),
                  connection.channel().eventLoop())
              .onErrorMap(UpstreamFailure.class, _ -> refused(Fault.TOO_SLOW));
    }
    return settings.maxBody() == 0 ? body : body.handle(this::take);
  }

  private void take(DataBuffer piece, SynchronousSink<DataBuffer> passed) {
    taken += piece.readableByteCount();
    if (taken > settings.maxBody()) {
      DataBufferUtils.release(piece);
      passed.error(refused(Fault.BODY_TOO_LARGE));
    } else {
      passed.next(piece);
    }
  }

  private RefusedException refused(Fault fault) {
    head.fault = fault;
    return new RefusedException(fault);
  }
}
