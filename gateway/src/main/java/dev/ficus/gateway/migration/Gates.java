package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.GatesSpec;
import java.util.List;

/**
 * Looks at a route's gates. Evidence cannot be gathered in this version, so a gate has no data, and
 * no data is inconclusive.
 */
final class Gates {

  private Gates() {}

  static List<GateReport> look(GatesSpec spec) {
    return spec.limits().entrySet().stream()
        .filter(limit -> !limit.getKey().equals("window"))
        .map(
            limit ->
                new GateReport(
                    limit.getKey(),
                    limit.getValue(),
                    GateReport.Verdict.INCONCLUSIVE,
                    "not measured: evidence is not available in this version"))
        .toList();
  }
}
