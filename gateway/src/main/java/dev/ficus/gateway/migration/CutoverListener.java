package dev.ficus.gateway.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears of cutovers that somebody may want to be told of. Its methods neither wait nor throw. */
public interface CutoverListener {

  CutoverListener NONE =
      new CutoverListener() {
        @Override
        public void rolledBack(
            String subject,
            String who,
            @Nullable String reason,
            long revision,
            List<CutoverOutcome.Change> changes) {}

        @Override
        public void refusedByGates(
            String subject, String who, long revision, List<Refusal> refusals) {}
      };

  /**
   * Something has gone back to legacy, or to an earlier step.
   *
   * @param subject a route's id, {@code @} and a group's name, or how many routes there are
   * @param revision that it made; the present one if it was applied by this instance alone
   */
  void rolledBack(
      String subject,
      String who,
      @Nullable String reason,
      long revision,
      List<CutoverOutcome.Change> changes);

  /**
   * A step forward was wanted, and gates were in its way.
   *
   * @param subject a route's id, {@code @} and a group's name, or how many routes there are
   * @param revision of the subject, which has not moved
   */
  void refusedByGates(String subject, String who, long revision, List<Refusal> refusals);
}
