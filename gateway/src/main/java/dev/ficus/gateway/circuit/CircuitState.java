package dev.ficus.gateway.circuit;

import org.jspecify.annotations.Nullable;

/**
 * The state of a circuit that the whole fleet shares. Times are the store's own, in milliseconds.
 *
 * @param epoch grows with every opening, closing and operator's word: what belongs to an older one
 *     no longer counts
 * @param openUntilMillis when the next probe may be sent
 * @param leaseUntilMillis until when somebody holds the probe, unless renewed; zero for nobody
 * @param trips how often it has opened in a row, without having closed in between
 * @param successes how many probes in a row have succeeded
 * @param mode the operator's word, or null where none was said and the files' stands
 * @param changedAtMillis when phase or mode changed last
 */
public record CircuitState(
    CircuitPhase phase,
    long epoch,
    long openUntilMillis,
    long leaseUntilMillis,
    int trips,
    int successes,
    @Nullable CircuitMode mode,
    long changedAtMillis) {

  /** Of a circuit that has no history. */
  public static final CircuitState INITIAL =
      new CircuitState(CircuitPhase.CLOSED, 0, 0, 0, 0, 0, null, 0);

  public CircuitState {
    if (epoch < 0 || trips < 0 || successes < 0) {
      throw new IllegalArgumentException(
          "epoch " + epoch + ", trips " + trips + ", successes " + successes + " (expected: >= 0)");
    }
  }

  /** When it makes sense to ask for the probe. */
  public long probeAtMillis() {
    return Math.max(openUntilMillis, leaseUntilMillis);
  }

  /** Who decides, by the operator's word or else the files'. */
  public CircuitMode modeOr(CircuitMode declared) {
    return mode == null ? declared : mode;
  }
}
