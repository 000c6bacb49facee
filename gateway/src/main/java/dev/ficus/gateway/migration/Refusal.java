package dev.ficus.gateway.migration;

import java.util.List;

/**
 * Why a cutover was not carried out.
 *
 * @param kind what sort of answer it deserves
 * @param route the route that stands in the way
 * @param message what is in the way, and the way out
 * @param gates the gates that were not met; empty unless they are the reason
 */
public record Refusal(Kind kind, String route, String message, List<GateReport> gates) {

  /** What sort of answer a refusal deserves. */
  public enum Kind {
    /** The request makes no sense for this route. */
    INVALID,
    /** The state of the route does not allow it. */
    CONFLICT,
    /** A gate has not been met. */
    GATE,
    /** This version cannot do it. */
    NOT_AVAILABLE
  }

  public Refusal {
    gates = List.copyOf(gates);
  }

  Refusal(Kind kind, String route, String message) {
    this(kind, route, message, List.of());
  }

  /** Those of them that evidence would undo. */
  static List<Refusal> byGates(List<Refusal> refusals) {
    return refusals.stream().filter(refusal -> refusal.kind == Kind.GATE).toList();
  }
}
