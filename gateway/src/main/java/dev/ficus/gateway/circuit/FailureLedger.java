package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.List;

/**
 * The fleet's failed requests, as many as fit and as long as they last. Blocking; every call may
 * throw {@link CircuitsUnavailableException}.
 */
public interface FailureLedger {

  /**
   * A failed request on its way.
   *
   * @param age how long ago it ended: instances' clocks differ, so the store tells the time
   */
  record Entry(FailedRequest request, Duration age) {}

  void append(List<Entry> entries);

  /**
   * Reads back.
   *
   * @param limit how many are listed at most
   */
  FailureListing read(FailureFilter filter, int limit);
}
