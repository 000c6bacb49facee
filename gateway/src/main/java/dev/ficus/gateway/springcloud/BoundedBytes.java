package dev.ficus.gateway.springcloud;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.springframework.core.io.buffer.DataBuffer;

/** Keeps what passes, up to a size; beyond it nothing is kept. */
final class BoundedBytes {

  private final long most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
  private boolean tooLarge;

  BoundedBytes(long most) {
    this.most = most;
  }

  /** The buffer stays as it is, and whose it is. */
  void add(DataBuffer buffer) {
    if (tooLarge) {
      return;
    }
    int piece = buffer.readableByteCount();
    if (bytes.size() + (long) piece > most) {
      tooLarge = true;
      bytes.reset();
      return;
    }
    byte[] copy = new byte[piece];
    buffer.toByteBuffer(ByteBuffer.wrap(copy));
    bytes.writeBytes(copy);
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
