package dev.ficus.gateway.relay;

import dev.ficus.gateway.http1.Fault;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The body of the present request, as it comes in: framed, and within its limit. */
final class BodyIntake {

  private final BodyFrame frame = BodyFrame.ofRequests();
  private final long limit;
  private long taken;

  /**
   * @param limit in bytes, framing included; 0 is unlimited
   */
  BodyIntake(long limit) {
    this.limit = limit;
  }

  /** Begins with a body of a length, or {@link BodyFrame#CHUNKED}; null unless it is too long. */
  @Nullable Fault begin(long length) {
    frame.begin(length);
    taken = 0;
    return limit > 0 && length > limit ? Fault.BODY_TOO_LARGE : null;
  }

  /** How many of a buffer's readable bytes are the body's. */
  int measure(ByteBuf in) {
    int length = frame.measure(in);
    taken += length;
    return length;
  }

  /** What is wrong with what has been measured; null if nothing is. */
  @Nullable Fault fault() {
    if (frame.isBad()) {
      return Fault.CHUNK;
    }
    return limit > 0 && taken > limit ? Fault.BODY_TOO_LARGE : null;
  }

  boolean hasEnded() {
    return frame.hasEnded();
  }
}
