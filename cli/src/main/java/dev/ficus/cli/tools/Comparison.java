package dev.ficus.cli.tools;

/** What came of asking the application twice, directly and through the gateway. */
sealed interface Comparison {

  record Identical() implements Comparison {}

  /** The application does not answer twice alike, so that nothing can be said of the gateway. */
  record Restless() implements Comparison {}

  /**
   * They differ, and the application by itself does not.
   *
   * @param how for people
   */
  record Different(String how) implements Comparison {}
}
