package dev.ficus.cli.tools;

/** What came of asking the application twice, directly and through the gateway. */
sealed interface Comparison {

  record Identical() implements Comparison {}

  /**
   * Alike, as far as they were looked at.
   *
   * @param how for people
   */
  record AlikeInPart(String how) implements Comparison {}

  /** The application does not answer twice alike, so that nothing can be said of the gateway. */
  record Restless() implements Comparison {}

  /**
   * They differ, and the application by itself does not.
   *
   * @param how for people
   */
  record Different(String how) implements Comparison {}

  /**
   * Neither gives an answer.
   *
   * @param why the application does not, for people
   */
  record FailsBothWays(String why) implements Comparison {}

  /**
   * The application gave no answer to compare with.
   *
   * @param why for people
   */
  record NotCompared(String why) implements Comparison {}
}
