package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/**
 * Brings the two answers to one request together: whichever comes last has them compared. Any
 * thread may use it.
 */
public final class AnswerPair {

  /**
   * What the request was, for a sample of a difference.
   *
   * @param toLegacy path and query as legacy gets them
   * @param toTarget path and query as the target gets them
   */
  public record Asked(String method, String host, String toLegacy, String toTarget) {}

  private final Observation observation;
  private final ComparisonQueue queue;
  private final Side primarySide;
  private final boolean noise;
  private final Asked asked;
  private @Nullable Answer primary;
  private @Nullable Answer shadow;
  private @Nullable String shadowFailure;
  private String failedAt = "";
  private boolean over;

  /** A pair of legacy's answers whose first one is this pair's copy. */
  private @Nullable AnswerPair repeated;

  /**
   * @param noise whether both answers are legacy's
   */
  public AnswerPair(
      Observation observation,
      ComparisonQueue queue,
      Side primarySide,
      boolean noise,
      Asked asked) {
    this.observation = observation;
    this.queue = queue;
    this.primarySide = primarySide;
    this.noise = noise;
    this.asked = asked;
  }

  /** Makes the copy of this one the first of a pair of legacy's answers. */
  public void isFirstOf(AnswerPair noisePair) {
    repeated = noisePair;
  }

  public Observation observation() {
    return observation;
  }

  /** The primary has answered in full. */
  public synchronized void primary(Answer answer) {
    primary = answer;
    complete();
  }

  /** The other side has answered in full. */
  public synchronized void shadow(Answer answer) {
    shadow = answer;
    complete();
    if (repeated != null) {
      repeated.primary(answer);
    }
  }

  /** The other side has failed to answer, in a way that a client would have noticed. */
  public void shadowFailed(String how) {
    shadowFailed("status", how);
  }

  /** The other side's body is not kept, but cannot be like one that is. */
  public void shadowUnlike(String how) {
    shadowFailed("body", how);
  }

  private synchronized void shadowFailed(String at, String how) {
    if (repeated != null) {
      repeated.drop(Drop.NOISE_FAILED);
    }
    if (noise) {
      drop(Drop.NOISE_FAILED);
    } else {
      shadowFailure = how;
      failedAt = at;
      complete();
    }
  }

  /** Nothing comes of it. */
  public synchronized void drop(Drop why) {
    if (!over) {
      over = true;
      observation.dropped(why);
    }
  }

  private void complete() {
    if (!over && primary != null && (shadow != null || shadowFailure != null)) {
      over = true;
      if (!queue.offer(this)) {
        observation.dropped(Drop.BUSY);
      }
    }
  }

  /** Whether both answers are legacy's. */
  public boolean isOfNoise() {
    return noise;
  }

  public Asked asked() {
    return asked;
  }

  /** Whether the client's own answer is here. */
  public synchronized boolean hasPrimary() {
    return primary != null;
  }

  /** Where a failure is a difference. */
  String failedAt() {
    return failedAt;
  }

  /** How the other side failed to answer, or null. */
  @Nullable String shadowFailure() {
    return shadowFailure;
  }

  /** What of a pair is kept in memory while it waits. */
  int weight() {
    return 256
        + (primary == null ? 0 : primary.body().length)
        + (shadow == null ? 0 : shadow.body().length);
  }

  Answer legacy() {
    return primarySide == Side.LEGACY ? primaryAnswer() : shadowAnswer();
  }

  Answer target() {
    return primarySide == Side.LEGACY ? shadowAnswer() : primaryAnswer();
  }

  private Answer primaryAnswer() {
    if (primary == null) {
      throw new IllegalStateException("not answered yet");
    }
    return primary;
  }

  private Answer shadowAnswer() {
    if (shadow == null) {
      throw new IllegalStateException("not answered");
    }
    return shadow;
  }

  Side shadowSide() {
    return primarySide.other();
  }
}
