package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Route;
import java.util.List;

/** Gates as they are while nobody has measured anything. */
final class Unmeasured {

  private Unmeasured() {}

  static List<GateReport> gates(Route route) {
    return route.gates() == null
        ? List.of()
        : route.gates().limits().entrySet().stream()
            .filter(limit -> !limit.getKey().equals("window"))
            .map(
                limit ->
                    new GateReport(
                        limit.getKey(),
                        limit.getValue(),
                        GateReport.Verdict.INCONCLUSIVE,
                        "nothing measured"))
            .toList();
  }
}
