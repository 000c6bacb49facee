package dev.ficus.gateway.relay;

/** Whoever is at the other end of a connection, as far as the end of the gateway goes. */
interface Client {

  /** Whether an exchange is under way that will end by itself; asked by other threads. */
  boolean isBusy();

  /** The gateway shuts down: an idle connection is closed, a busy one after its answers. */
  void drain();

  /** What is still under way is waited for no longer. */
  void waitNoMore();
}
