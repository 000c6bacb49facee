package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.circuit.CircuitView;
import dev.ficus.gateway.migration.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the gateway shows of all that the live feed tells about.
 *
 * @param circuits by name
 * @param files of the files in force, with the number of errors in those that are not
 * @param audit the newest entries, the newest first
 */
record Sight(
    long revision, Map<String, Circuit> circuits, Files files, List<AuditEvent> audit) {

  private static final int ENTRIES = 20;

  /** What requests meet, and who decides. */
  record Circuit(String name, String state, String mode) {
    static Circuit of(CircuitView view) {
      return new Circuit(view.key().toString(), view.phase().word(), view.mode().word());
    }
  }

  /** Files as a whole. */
  record Files(String fingerprint, int errors) {}

  /** Something that has changed. */
  record News(String name, Object data) {}

  /** Looks; blocks. While the audit cannot be read it is taken to be as it was before. */
  static Sight of(AdminServices services, @Nullable Sight before) {
    Map<String, Circuit> circuits = new TreeMap<>();
    for (CircuitView view : services.circuits().views()) {
      circuits.put(view.key().toString(), Circuit.of(view));
    }
    int errors =
        services.files().status().stream().mapToInt(file -> file.violations().size()).sum();
    List<AuditEvent> audit;
    try {
      audit = services.audit().read(null, ENTRIES);
    } catch (StoreUnavailableException away) {
      audit = before == null ? List.of() : before.audit;
    }
    return new Sight(
        services.routing().snapshot().state().revision().number(),
        circuits,
        new Files(services.files().fingerprint(), errors),
        audit);
  }

  /** What is not as it was, what was done first the first of the audit. */
  List<News> since(Sight before) {
    List<News> news = new ArrayList<>();
    if (revision != before.revision) {
      news.add(new News("revision", Map.of("revision", revision)));
    }
    circuits.forEach(
        (name, circuit) -> {
          if (!circuit.equals(before.circuits.get(name))) {
            news.add(new News("circuit", circuit));
          }
        });
    if (!files.equals(before.files)) {
      news.add(new News("configuration", files));
    }
    for (AuditEvent event : audit.reversed()) {
      if (!before.audit.contains(event)) {
        news.add(new News("audit", event));
      }
    }
    return news;
  }
}
