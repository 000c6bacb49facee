package dev.ficus.gateway.parity;

/**
 * What evidence is about: it starts anew when any of this changes.
 *
 * @param route its id
 * @param revision of its last cutover
 * @param fingerprint of the compare rules and of who is asked
 * @param reset how often somebody has thrown the route's evidence away
 * @param build of the target, as its answers name it; empty if they do not
 */
public record EvidenceKey(
    String route, long revision, String fingerprint, long reset, String build) {

  /** In place of a revision: whatever the cutover. */
  private static final long ANY = -1;

  EvidenceKey of(String otherBuild) {
    return new EvidenceKey(route, revision, fingerprint, reset, otherBuild);
  }

  /**
   * What is known of legacy by itself: how it differs from itself, and how it answers. Neither a
   * cutover nor a build of the target changes that.
   */
  EvidenceKey ofLegacy() {
    return new EvidenceKey(route, ANY, fingerprint, reset, "");
  }

  /** Whether it is about legacy by itself. */
  public boolean isOfLegacy() {
    return revision == ANY;
  }
}
