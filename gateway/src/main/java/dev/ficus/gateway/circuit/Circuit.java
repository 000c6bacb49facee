package dev.ficus.gateway.circuit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One circuit as this instance sees it. A request reads one reference; everything else is the
 * background's, which changes it under the lock of {@link Circuits}.
 */
public final class Circuit {

  private static final long RECENT_NANOS = 1_000_000_000L;

  private final CircuitKey key;
  private final AtomicReference<@Nullable ProbeLease> offered = new AtomicReference<>();
  private volatile CircuitSnapshot snapshot;

  /** What the snapshot lets every call pass with; null if it has to be asked. */
  private volatile Admission.@Nullable Pass freely;

  // Written by requests without a lock: a moment lost among many does not matter.
  private volatile long refusedAtNanos;
  private volatile CallCounts window = CallCounts.NONE;

  /** The lease that this instance holds; the ticking thread's only. */
  @Nullable ProbeLease held;

  /** Whether the store is to be asked again without anything new. */
  volatile boolean undecided;

  /** Whether the store must be told of this state, because it has lost it. */
  volatile boolean lostByStore;

  /**
   * @param troubles rung for each call that goes wrong
   */
  Circuit(CircuitKey key, CircuitPolicy policy, LongAdder troubles, long nowNanos) {
    this.key = key;
    refusedAtNanos = nowNanos - RECENT_NANOS;
    snapshot =
        CircuitSnapshot.shared(
            key, policy, CircuitState.INITIAL, new CircuitRecorder(troubles), 0, nowNanos);
    freely = snapshot.freely();
  }

  public CircuitKey key() {
    return key;
  }

  /** Whether a call may be made now. */
  public Admission admit(long nowNanos) {
    Admission.Pass pass = freely;
    return pass != null ? pass : ask(nowNanos);
  }

  private Admission ask(long nowNanos) {
    CircuitSnapshot now = snapshot;
    if (now.refuses()) {
      return probeOrRefuse(now, nowNanos);
    }
    LocalBreaker local = now.local();
    return local == null || local.tryAcquire() ? now.pass() : now.refuse();
  }

  private Admission probeOrRefuse(CircuitSnapshot now, long nowNanos) {
    refusedAtNanos = nowNanos;
    ProbeLease lease = offered.get();
    if (lease != null && offered.compareAndSet(lease, null) && lease.take(nowNanos)) {
      return new Admission.Probe(lease, now.policy().slowCall().toNanos(), now.refuse());
    }
    return now.refuse();
  }

  /**
   * Whether a call would be refused, for those that are not to be counted: shadows, noise, and who
   * only wants to know.
   */
  public boolean isOpen() {
    CircuitSnapshot now = snapshot;
    LocalBreaker local = now.local();
    return now.refuses() || local != null && local.isOpen();
  }

  /** Whether it is open, and its pause is over, so that somebody has to try, or tries by now. */
  public boolean isPauseOver(long nowNanos) {
    CircuitSnapshot now = snapshot;
    return now.refuses()
        && now.mode() == CircuitMode.AUTO
        && (now.state().phase() == CircuitPhase.HALF_OPEN
            || nowNanos - now.openUntilNanos() >= 0);
  }

  /**
   * Whether a copy of a request may be sent, which is never a probe and never counts. Where clients
   * are sent too, one of theirs is the probe; where none is, nobody else would find out that the
   * upstream is well again.
   *
   * @param clientsToo whether clients are sent to the upstream as well
   */
  public boolean admitsCopy(boolean clientsToo, long nowNanos) {
    return !isOpen() || !clientsToo && isPauseOver(nowNanos);
  }

  CircuitSnapshot snapshot() {
    return snapshot;
  }

  void become(CircuitSnapshot next) {
    boolean sameEpoch = next.state().epoch() == snapshot.state().epoch();
    snapshot = next;
    freely = next.freely();
    ProbeLease lease = offered.get();
    if (lease != null && !(sameEpoch && next.refuses())) {
      lease.withdraw();
    }
  }

  void offer(ProbeLease lease) {
    held = lease;
    offered.set(lease);
  }

  /** Whether there may be a probe of it, now or to come. */
  boolean isProbed() {
    return held != null || snapshot.refuses();
  }

  /** Whether this instance is to ask for the probe: it is time, and somebody would send it. */
  boolean wantsProbe(long nowNanos) {
    CircuitSnapshot now = snapshot;
    return held == null
        && now.refuses()
        && now.mode() == CircuitMode.AUTO
        && nowNanos - now.probeAtNanos() >= 0
        && nowNanos - refusedAtNanos < RECENT_NANOS;
  }

  CallCounts window() {
    return window;
  }

  void window(CallCounts counts) {
    window = counts;
  }
}
