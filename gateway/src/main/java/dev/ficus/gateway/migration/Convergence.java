package dev.ficus.gateway.migration;

import java.util.List;

/**
 * How far a revision has come.
 *
 * @param instances how many live instances have applied it
 * @param of how many live instances there are
 * @param behind the names of those that have not
 * @param otherFiles the names of those whose route files differ from the asked instance's
 */
public record Convergence(int instances, int of, List<String> behind, List<String> otherFiles) {

  public Convergence {
    behind = List.copyOf(behind);
    otherFiles = List.copyOf(otherFiles);
  }

  /**
   * Looks at what the live instances report.
   *
   * @param files the fingerprint of the asked instance's route files
   */
  public static Convergence of(Revision revision, List<Instance> live, String files) {
    List<String> behind =
        live.stream()
            .filter(i -> i.applied().number() < revision.number())
            .map(Instance::name)
            .toList();
    List<String> others =
        live.stream().filter(i -> !i.files().equals(files)).map(Instance::name).toList();
    return new Convergence(live.size() - behind.size(), live.size(), behind, others);
  }

  public boolean complete() {
    return instances == of;
  }
}
