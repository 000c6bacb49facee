package dev.ficus.gateway.circuit;

import dev.ficus.gateway.audit.AuditEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the fleet's circuits are kept, added up and decided, each step at once and by the store's
 * own clock. Blocking; every call may throw {@link CircuitsUnavailableException}.
 *
 * <p>A caller says what it knows of a circuit. If its epoch is higher than the store's, the store
 * has lost something, and takes the caller's state as its own.
 */
public interface CircuitStore {

  /**
   * What one instance has counted.
   *
   * @param known counts of another epoch than the store's are ignored
   */
  record Report(CircuitKey key, CircuitPolicy policy, CircuitState known, CallCounts counts) {}

  /**
   * A circuit as it is now.
   *
   * @param window the whole fleet's calls in the window, where they were asked for
   * @param undecided whether it would open, had all instances been heard: to be asked again soon
   * @param storeMillis the store's time
   */
  record Answer(
      CircuitKey key, CircuitState state, CallCounts window, boolean undecided, long storeMillis) {}

  /**
   * A right to send a probe, as the store knows it.
   *
   * @param token higher than that of any earlier lease
   */
  record Lease(CircuitKey key, String owner, long epoch, long token) {}

  /** An answer to who wants a lease; null if it is not to be had. */
  record Leased(@Nullable Lease lease, Answer answer) {}

  /**
   * All circuits that have a history.
   *
   * @param id of this state of things; changes with any of them
   */
  record Listing(String id, long storeMillis, Map<CircuitKey, CircuitState> circuits) {}

  /**
   * Adds counts up and opens what is to be opened, though not before every instance has had the
   * time to report: one whose own network is broken shall not decide for all. Answers in the same
   * order.
   */
  List<Answer> report(List<Report> reports);

  /**
   * Everything, unless it still is as it was.
   *
   * @param knownId the last listing's id; with an empty one there is always an answer
   */
  Optional<Listing> load(String knownId);

  /**
   * Asks for the right to send one probe. If nothing more is heard of it, the next one is to be had
   * only when the upstream has been left alone for as long as after a failure.
   */
  Leased acquire(CircuitKey key, CircuitPolicy policy, CircuitState known, String owner);

  /** Keeps it for longer; the lease is null if it is lost. */
  Leased renew(Lease lease);

  /**
   * Gives it back without a verdict.
   *
   * @param reached whether the upstream may have seen the probe: then the next one waits its time
   */
  Answer release(Lease lease, CircuitPolicy policy, boolean reached);

  /** What came of the probe; ignored if the lease is lost. */
  Answer result(Lease lease, CircuitPolicy policy, boolean success);

  /**
   * Takes an operator's word, and writes it down, in one step. The mode that the files declare is
   * as good as no word; a mode that is in force already changes nothing.
   */
  Answer setMode(
      CircuitKey key, CircuitPolicy policy, CircuitState known, CircuitMode mode, AuditEvent event);

  /** The listener runs whenever something may have changed; it must not take long. */
  void onChange(Runnable listener);
}
