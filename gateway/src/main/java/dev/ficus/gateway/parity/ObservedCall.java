package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Side;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of one side as its route's evidence counts it: once, when it is known how it ended. An
 * answer that breaks off has failed, however good its head was.
 */
public final class ObservedCall {

  private final Observation observation;
  private final Side side;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile int status;
  private volatile long nanos;

  ObservedCall(Observation observation, Side side) {
    this.observation = observation;
    this.side = side;
  }

  /**
   * The head of the answer is here.
   *
   * @param endless whether its body has no end of its own
   * @param build of the target, as the answer names it, or null
   * @param after so many nanoseconds
   */
  public void answered(int with, boolean endless, @Nullable String build, long after) {
    if (side == Side.TARGET && observation.isOtherBuild(build)) {
      // The evidence is not about it.
      told.set(true);
      return;
    }
    nanos = after;
    status = with;
    if (endless) {
      ended();
    }
  }

  /** Nothing more will come: the answer is whole, or nobody waits for the rest. */
  public void ended() {
    int its = status;
    if (its != 0 && !told.getAndSet(true)) {
      observation.answered(side, its, nanos);
    }
  }

  /** There is no answer, or it broke off, and that is the fault of who was asked. */
  public void failed() {
    if (!told.getAndSet(true)) {
      observation.failed(side);
    }
  }
}
