package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * This instance's right to send one probe. Whoever is admitted with it calls {@link #start} as the
 * last thing before the upstream is touched: a process that was stopped in between wakes up with a
 * lease that may be somebody else's by now.
 */
public final class ProbeLease {

  /** A lease that nobody has used for so long goes back. */
  public static final Duration UNUSED = Duration.ofSeconds(1);

  private static final long RENEW_NANOS = 500_000_000L;

  /** A probe whose end nobody has told by then never ends. */
  private static final long LONGEST_NANOS = 300_000_000_000L;

  private enum Use {
    OFFERED,
    TAKEN,
    STARTED,
    ENDED,
    RETURNED
  }

  private final CircuitStore.Lease granted;
  private final long startByNanos;
  private final Runnable onEnd;
  private final AtomicReference<Use> use = new AtomicReference<>(Use.OFFERED);
  private volatile Verdict verdict = Verdict.NONE;
  private volatile boolean reached;
  private final long askedAtNanos;
  private long renewedAtNanos;

  /**
   * @param askedAtNanos from before the lease was asked for: what is counted from then on ends
   *     before it does at the store, whatever the clocks
   * @param onEnd called when there is a verdict to be told
   */
  ProbeLease(CircuitStore.Lease granted, long askedAtNanos, Runnable onEnd) {
    this.granted = granted;
    this.askedAtNanos = askedAtNanos;
    this.onEnd = onEnd;
    renewedAtNanos = askedAtNanos;
    startByNanos = askedAtNanos + UNUSED.toNanos();
  }

  CircuitStore.Lease granted() {
    return granted;
  }

  /** For one request only. */
  boolean take(long nowNanos) {
    return nowNanos - startByNanos < 0 && use.compareAndSet(Use.OFFERED, Use.TAKEN);
  }

  /** Whether the probe may be sent, now; if not, the request is to be treated as refused. */
  public boolean start(long nowNanos) {
    if (nowNanos - startByNanos < 0 && use.compareAndSet(Use.TAKEN, Use.STARTED)) {
      reached = true;
      return true;
    }
    return false;
  }

  void end(Verdict its) {
    for (Use before = use.get(); before == Use.TAKEN || before == Use.STARTED; before = use.get()) {
      verdict = its;
      if (use.compareAndSet(before, Use.ENDED)) {
        onEnd.run();
        return;
      }
    }
  }

  /** Whether it is to go back because nobody has used it; nobody can any more. */
  boolean returnIfUnused(long nowNanos) {
    if (nowNanos - startByNanos >= 0) {
      var _ = use.compareAndSet(Use.OFFERED, Use.RETURNED);
      var _ = use.compareAndSet(Use.TAKEN, Use.RETURNED);
    }
    return use.get() == Use.RETURNED;
  }

  /** Takes the offer back from the requests, unless one has it already. */
  void withdraw() {
    var _ = use.compareAndSet(Use.OFFERED, Use.RETURNED);
  }

  /** Whether the call is under way and the lease is to be kept alive; for one thread. */
  boolean isRenewalDue(long nowNanos) {
    if (use.get() != Use.STARTED || nowNanos - renewedAtNanos < RENEW_NANOS) {
      return false;
    }
    renewedAtNanos = nowNanos;
    return true;
  }

  boolean isForgotten(long nowNanos) {
    return nowNanos - askedAtNanos > LONGEST_NANOS;
  }

  boolean isEnded() {
    return use.get() == Use.ENDED;
  }

  /** Once it has ended. */
  Verdict verdict() {
    return verdict;
  }

  /** Whether the upstream may have seen the probe. */
  boolean hasReached() {
    return reached || verdict != Verdict.NONE;
  }
}
