package dev.ficus.gateway.boot;

import dev.ficus.gateway.route.ReloadListener;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts reloads of the route files, and files that were refused. */
final class ReloadMeters implements ReloadListener {

  private final Counter reloads;
  private final Counter refusals;

  private final ReloadListener next;

  /**
   * @param next who hears of them too
   */
  ReloadMeters(MeterRegistry registry, ReloadListener next) {
    this.next = next;
    reloads =
        Counter.builder("ficus.routes.reloads")
            .description("route files taken over")
            .register(registry);
    refusals =
        Counter.builder("ficus.routes.reload.failures")
            .description("changed route files that were refused")
            .register(registry);
  }

  @Override
  public void reloaded(List<RouteFile> files) {
    reloads.increment();
    next.reloaded(files);
  }

  @Override
  public void refused(String file, List<Violation> violations) {
    refusals.increment();
    next.refused(file, violations);
  }
}
