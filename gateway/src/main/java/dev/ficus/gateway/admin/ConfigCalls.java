package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.StagePosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows the route files, checks a text that could be one, and prints the patch. */
final class ConfigCalls {

  private final AdminServices services;

  /** How a file is doing. */
  record FileView(
      String name,
      String state,
      @Nullable String fingerprint,
      @Nullable Instant loadedAt,
      List<ViolationView> violations,
      String text) {}

  /** A route whose declaration is not in force. */
  record DriftView(
      String route, RouteView.At declared, RouteView.At inForce, @Nullable String reason) {}

  /**
   * The configuration of this instance.
   *
   * @param errors of all files
   * @param text the errors with source lines
   */
  record ConfigView(
      String fingerprint,
      List<FileView> files,
      List<ViolationView> errors,
      String text,
      List<ViolationView> warnings,
      List<DriftView> drift,
      long revision) {}

  ConfigCalls(AdminServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.read("/config", this::config),
        Operation.read("/config/patch", this::patch),
        Operation.ask("/config/validate", Operation.Input.YAML, this::validate));
  }

  private Answer config(AdminCall call) {
    RouteFiles files = services.files();
    RoutingSnapshot snapshot = services.routing().snapshot();
    List<FileView> shown = new ArrayList<>();
    List<ViolationView> errors = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (RouteFiles.FileStatus file : files.status()) {
      List<ViolationView> violations = ViolationView.of(file.violations());
      shown.add(
          new FileView(
              file.name(),
              file.state(),
              file.fingerprint(),
              file.loadedAt(),
              violations,
              file.text()));
      errors.addAll(violations);
      if (!file.text().isEmpty()) {
        texts.add(file.text());
      }
    }
    long revision = snapshot.state().revision().number();
    return Answer.ok(
            new ConfigView(
                files.fingerprint(),
                shown,
                errors,
                String.join("\n", texts),
                ViolationView.of(files.warnings()),
                drift(snapshot),
                revision))
        .withRevision(revision);
  }

  private List<DriftView> drift(RoutingSnapshot snapshot) {
    return snapshot.active().stream().filter(Declarations::drifts).map(this::drift).toList();
  }

  private DriftView drift(ActiveRoute active) {
    StagePosition declared = Objects.requireNonNull(RouteViews.declared(active.route()));
    return new DriftView(
        active.route().id(),
        RouteView.At.of(declared),
        RouteView.At.of(RouteViews.position(active)),
        services.declarations().driftReason(active.route().id()));
  }

  private Answer patch(AdminCall call) {
    return new Answer(
        200,
        "text/x-diff;charset=utf-8",
        services.files().patch().getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  private Answer validate(AdminCall call) {
    RouteFiles.Check check = services.files().validate(call.body());
    return Answer.ok(
        Map.of(
            "valid",
            check.violations().isEmpty(),
            "violations",
            ViolationView.of(check.violations()),
            "warnings",
            ViolationView.of(check.warnings()),
            "text",
            check.text()));
  }
}
