package dev.ficus.gateway.circuit;

import java.util.List;

/**
 * Failed requests, newest first.
 *
 * @param matching how many the ledger holds of what was asked for, the listed ones included
 */
public record FailureListing(List<FailedRequest> requests, long matching) {

  public FailureListing {
    requests = List.copyOf(requests);
  }
}
