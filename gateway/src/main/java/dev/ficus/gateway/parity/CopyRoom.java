package dev.ficus.gateway.parity;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all routes' copies together: each reserves what it may need at most, so that many
 * routes whose targets hang cannot fill it.
 */
final class CopyRoom {

  private final long most;
  private final AtomicLong reserved = new AtomicLong();

  /**
   * @param most bytes
   */
  CopyRoom(long most) {
    this.most = most;
  }

  boolean reserve(long bytes) {
    if (reserved.addAndGet(bytes) <= most) {
      return true;
    }
    reserved.addAndGet(-bytes);
    return false;
  }

  void free(long bytes) {
    reserved.addAndGet(-bytes);
  }
}
