package dev.ficus.gateway.parity;

import java.util.Locale;

/** Why a copy came to nothing that could be compared. */
public enum Drop {
  /** As many as may be were under way, or have failed just now. */
  CONCURRENT,
  /** The other side's circuit does not let it through. */
  CIRCUIT_OPEN,
  /** All connections for copies were busy. */
  NO_CONNECTION,
  /** The copy took longer than it may, and the client's own answer is not there yet either. */
  TIMED_OUT,
  /** The request or the client's own answer was too large. */
  TOO_LARGE,
  /** The primary has not answered, so there is nothing to compare with. */
  PRIMARY_FAILED,
  /** The client's own exchange turned into a stream or a tunnel, which has no end to compare. */
  STREAM,
  /** Comparing them failed, which is a mistake of Ficus. */
  NOT_COMPARED,
  /** More was waiting to be compared than is kept. */
  BUSY,
  /** The target's answer came from a build that the evidence is not about. */
  OTHER_BUILD,
  /** Legacy could not be asked twice. */
  NOISE_FAILED;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String word() {
    return word;
  }
}
