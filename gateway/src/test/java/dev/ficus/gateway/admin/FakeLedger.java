package dev.ficus.gateway.admin;

import dev.ficus.gateway.circuit.CircuitsUnavailableException;
import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.circuit.FailureListing;
import java.util.ArrayList;
import java.util.List;

/** Failed requests in memory, newest first. */
final class FakeLedger implements FailureLedger {

  final List<FailedRequest> requests = new ArrayList<>();
  boolean away;

  void clear() {
    requests.clear();
    away = false;
  }

  @Override
  public void append(List<Entry> entries) {
    entries.forEach(entry -> requests.addFirst(entry.request()));
  }

  @Override
  public FailureListing read(FailureFilter filter, int limit) {
    if (away) {
      throw new CircuitsUnavailableException("the ledger is away", false, null);
    }
    List<FailedRequest> matching = requests.stream().filter(filter::matches).toList();
    return new FailureListing(matching.stream().limit(limit).toList(), matching.size());
  }
}
