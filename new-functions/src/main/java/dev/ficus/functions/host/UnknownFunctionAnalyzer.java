package dev.ficus.functions.host;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns an unknown name in {@code --functions} into three lines instead of a stack trace. */
final class UnknownFunctionAnalyzer extends AbstractFailureAnalyzer<UnknownFunctionException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnknownFunctionException cause) {
    return new FailureAnalysis(
        "--functions: " + cause.getMessage(),
        "Name one or more of the known functions, separated by commas, or leave the option out"
            + " to start all of them.",
        cause);
  }
}
