package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.Verdict;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request's call of one upstream as the circuit sees it: let through, and told once how it
 * ended, whatever the order in which that becomes known.
 */
public final class GuardedCall {

  private static final int SERVER_ERROR = 500;

  private final Admission admission;
  private final long askedAt;
  private final AtomicReference<@Nullable Admission> untold;
  private volatile long headNanos = -1;

  /**
   * @param admission anything but a refusal
   * @param nowNanos on the monotonic clock
   */
  public GuardedCall(Admission admission, long nowNanos) {
    if (admission instanceof Admission.Refuse) {
      throw new IllegalArgumentException("admission: refused (expected: let through)");
    }
    this.admission = admission;
    askedAt = nowNanos;
    untold = new AtomicReference<>(admission);
  }

  /** Whether it finds out if the upstream is back: on a fresh connection, and not sent twice. */
  public boolean isProbe() {
    return admission instanceof Admission.Probe;
  }

  /**
   * To be asked as the last thing before the request is sent.
   *
   * @return null if it may be, else how it is to be refused
   */
  public Admission.@Nullable Refuse start(long nowNanos) {
    return admission instanceof Admission.Probe probe && !probe.lease().start(nowNanos)
        ? probe.otherwise()
        : null;
  }

  /**
   * The response head is here.
   *
   * @param endless whether its body has no end of its own
   */
  public void answered(int status, boolean endless, long nowNanos) {
    headNanos = nowNanos - askedAt;
    if (status >= SERVER_ERROR) {
      tell(Verdict.FAILURE, headNanos);
    } else if (endless || isProbe()) {
      // A client that reads slowly must not keep the whole fleet waiting for a probe's verdict.
      tell(Verdict.SUCCESS, headNanos);
    }
  }

  /** The answer is whole. */
  public void completed() {
    tell(Verdict.SUCCESS, Math.max(0, headNanos));
  }

  /** There is no answer, or it broke off. */
  public void failed(Outcome outcome, long nowNanos) {
    Verdict verdict = outcome.countsAgainstUpstream() ? Verdict.FAILURE : Verdict.NONE;
    tell(verdict, headNanos < 0 ? nowNanos - askedAt : headNanos);
  }

  /** Nobody waits for the answer any more. */
  public void abandoned() {
    tell(Verdict.NONE, 0);
  }

  private void tell(Verdict verdict, long nanos) {
    Admission its = untold.getAndSet(null);
    if (its != null) {
      its.completed(verdict, nanos);
    }
  }
}
