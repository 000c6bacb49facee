package dev.ficus.gateway.delivery;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends a request to an upstream and waits for the whole answer. */
@FunctionalInterface
public interface Courier {

  /**
   * @throws FailedException if there is no answer
   */
  Received send(Upstream upstream, Parcel parcel);

  /**
   * What is sent.
   *
   * @param target path and query, byte for byte
   * @param host what the Host header said when it came in, or null
   * @param timeout until the answer is whole
   * @param maxAnswer how much of a body is read, in bytes
   * @param start asked as the last thing before it is sent; false forbids it
   */
  record Parcel(
      Side side,
      String method,
      String target,
      @Nullable String host,
      List<Header> headers,
      Body body,
      Duration timeout,
      long maxAnswer,
      BooleanSupplier start) {}

  /** What came back. */
  record Received(int status, List<Header> headers, Body body) {}

  /** There is no answer. */
  final class FailedException extends RuntimeException {
    private final Failure failure;
    private final boolean sent;

    /**
     * @param sent whether the upstream may have seen it
     */
    public FailedException(Failure failure, boolean sent, @Nullable Throwable cause) {
      super(failure.explanation(), cause);
      this.failure = failure;
      this.sent = sent;
    }

    public Failure failure() {
      return failure;
    }

    public boolean sent() {
      return sent;
    }
  }
}
