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

  EvidenceKey of(String otherBuild) {
    return new EvidenceKey(route, revision, fingerprint, reset, otherBuild);
  }
}
