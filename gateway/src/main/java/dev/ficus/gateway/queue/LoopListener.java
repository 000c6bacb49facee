package dev.ficus.gateway.queue;

/** Told what a subscriber's loop does. Its methods neither wait nor throw. */
public interface LoopListener {

  LoopListener NONE = new LoopListener() {};

  /** An attempt has ended, and the store has said what becomes of the message. */
  default void settled(LeasedMessage message, DeliveryVerdict verdict, Settlement settlement) {}

  /** Leases were not renewed in time; others may deliver the same messages. */
  default void lost(int leases) {}

  /** The store knows no such subscriber: it has lost its data, or was never told. */
  default void unknown(String subscriber) {}

  /** The store could not be asked, or something else went wrong; the loop goes on trying. */
  default void troubled(RuntimeException trouble) {}
}
