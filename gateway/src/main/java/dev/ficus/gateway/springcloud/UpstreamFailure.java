package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** An upstream that gave no answer to pass on; carries the core's name for it. */
final class UpstreamFailure extends RuntimeException {

  private final Failure failure;

  UpstreamFailure(Failure failure, @Nullable Throwable cause) {
    super(failure.explanation(), cause, false, false);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }

  /** The core's name for what Reactor Netty reports before a response head. */
  static UpstreamFailure of(Throwable error) {
    if (error instanceof UpstreamFailure already) {
      return already;
    }
    Failure failure =
        switch (error) {
          case UnknownHostException _ -> Failure.UNRESOLVED;
          case ConnectTimeoutException _, SslHandshakeTimeoutException _ ->
              Failure.CONNECT_TIMEOUT;
          case ConnectException _, NoRouteToHostException _, SSLException _ -> Failure.REFUSED;
          case PoolAcquireTimeoutException _ -> Failure.NO_CONNECTION;
          case PoolAcquirePendingLimitException _ -> Failure.PENDING_LIMIT;
          case ReadTimeoutException _ -> Failure.RESPONSE_TIMEOUT;
          case TooLongHttpHeaderException _, TooLongHttpLineException _ -> Failure.OVERSIZED_HEAD;
          case DecoderException _, IllegalArgumentException _ -> Failure.GARBAGE;
          default -> Failure.RESET;
        };
    return new UpstreamFailure(failure, error);
  }
}
