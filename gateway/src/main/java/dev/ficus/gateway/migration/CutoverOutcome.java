package dev.ficus.gateway.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a cutover that somebody asked for. */
public sealed interface CutoverOutcome {

  /** What it did, or would do, to one route. */
  record Change(String route, StagePosition before, StagePosition after, boolean paused) {}

  /**
   * It was carried out, or would be.
   *
   * @param changes empty if everything was that way already
   * @param convergence null for a dry run
   */
  record Done(List<Change> changes, Revision revision, @Nullable Convergence convergence)
      implements CutoverOutcome {}

  /** A rollback was carried out by this instance alone: the shared store is away. */
  record DoneLocally(List<Change> changes) implements CutoverOutcome {}

  /** It was refused; nothing has changed. */
  record Refused(List<Refusal> refusals) implements CutoverOutcome {}

  /** The route has changed since the caller looked; nothing has changed. */
  record Stale(long expected, long current) implements CutoverOutcome {}

  /** Somebody else changed the route at the same moment; nothing has changed. */
  record Conflict(long current) implements CutoverOutcome {}

  /** There is no such route or group. */
  record Unknown(String subject) implements CutoverOutcome {}

  /**
   * The shared store is away.
   *
   * @param outcomeUnknown whether it may have been carried out all the same
   */
  record Unavailable(String message, boolean outcomeUnknown) implements CutoverOutcome {}
}
