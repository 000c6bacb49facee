package dev.ficus.gateway.circuit;

import dev.ficus.gateway.route.FixedResponse;
import org.jspecify.annotations.Nullable;

/** Whether a call may be made. Whoever was let through says once how it ended. */
public sealed interface Admission {

  /**
   * The call has ended; for a stream when its response head is here.
   *
   * @param nanos how long it took
   */
  void completed(Verdict verdict, long nanos);

  /** An ordinary call. One object serves all calls of an epoch. */
  final class Pass implements Admission {

    /** Where there is no circuit. */
    public static final Pass UNGUARDED = new Pass(null, null, 0);

    private final @Nullable CircuitRecorder recorder;
    private final @Nullable LocalBreaker local;
    private final long slowNanos;

    Pass(@Nullable CircuitRecorder recorder, @Nullable LocalBreaker local, long slowNanos) {
      this.recorder = recorder;
      this.local = local;
      this.slowNanos = slowNanos;
    }

    @Override
    public void completed(Verdict verdict, long nanos) {
      boolean counts = verdict != Verdict.NONE;
      if (counts && recorder != null) {
        recorder.add(verdict == Verdict.FAILURE, slowNanos > 0 && nanos >= slowNanos);
      }
      if (local != null) {
        if (counts) {
          local.completed(verdict == Verdict.FAILURE, nanos);
        } else {
          local.released();
        }
      }
    }
  }

  /**
   * No call.
   *
   * @param untilNanos when there is hope again, on the monotonic clock
   * @param leastSeconds what the client is told to wait at least
   * @param response what the files say to answer, or null for the gateway's own 503
   */
  record Refuse(
      CircuitKey key, long untilNanos, long leastSeconds, @Nullable FixedResponse response)
      implements Admission {

    private static final long SECOND = 1_000_000_000L;

    /** For Retry-After (RFC 9110, section 10.2.3). */
    public long retryAfterSeconds(long nowNanos) {
      return Math.max(leastSeconds, Math.ceilDiv(untilNanos - nowNanos, SECOND));
    }

    /** Nothing has been called, so there is nothing to say. */
    @Override
    public void completed(Verdict verdict, long nanos) {}
  }

  /**
   * The one call that finds out whether the upstream is back. It goes to this upstream only, is not
   * sent twice, and only if {@link ProbeLease#start} allows it.
   *
   * @param otherwise what follows if it does not
   */
  record Probe(ProbeLease lease, long slowNanos, Refuse otherwise) implements Admission {

    /** A probe that took too long has not succeeded. */
    @Override
    public void completed(Verdict verdict, long nanos) {
      boolean slow = verdict == Verdict.SUCCESS && slowNanos > 0 && nanos >= slowNanos;
      lease.end(slow ? Verdict.FAILURE : verdict);
    }
  }
}
