package dev.ficus.gateway.parity;

/**
 * How one side has answered.
 *
 * @param errors no answer, or one that says that the server has failed
 * @param latencies of those that were answered
 */
public record SideEvidence(long errors, Latencies latencies) {

  public static final SideEvidence NOTHING = new SideEvidence(0, new Latencies(new long[0]));

  public long calls() {
    return errors + latencies.count();
  }

  public Proportion errorRate() {
    return new Proportion(errors, calls());
  }
}
