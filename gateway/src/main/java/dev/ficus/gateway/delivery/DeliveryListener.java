package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.LeasedMessage;

/** Told what becomes of queued messages. Its methods neither wait nor throw. */
public interface DeliveryListener {

  /** An attempt has ended, and the store knows. */
  void delivered(LeasedMessage message, DeliveryVerdict verdict);

  /** Leases were not renewed in time; others may deliver the same messages. */
  void lost(String route, int leases);

  /** The store could not be asked, or something else went wrong; it is tried again. */
  void troubled(RuntimeException trouble);
}
