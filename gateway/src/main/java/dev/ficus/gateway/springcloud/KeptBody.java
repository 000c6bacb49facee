package dev.ficus.gateway.springcloud;

import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * A body that is read to be kept. One that is too large is read on for a while, and dropped: a
 * connection that is closed on a client that still writes takes the answer from it (RFC 9112,
 * section 9.6).
 */
final class KeptBody {

  private static final long PATIENCE = 8 << 20;

  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long length;

  KeptBody(int most) {
    this.most = most;
  }

  /** Takes the buffer over. */
  KeptBody add(DataBuffer buffer) {
    int piece = buffer.readableByteCount();
    length += piece;
    if (length <= most) {
      byte[] copy = new byte[piece];
      buffer.read(copy);
      bytes.writeBytes(copy);
    }
    DataBufferUtils.release(buffer);
    if (length > most + PATIENCE) {
      throw new DataBufferLimitException("more than " + most + " bytes");
    }
    return this;
  }

  boolean isTooLarge() {
    return length > most;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
