package dev.ficus.functions.host;

/** Somebody named a function that does not exist; the message lists those that do. */
public final class UnknownFunctionException extends IllegalArgumentException {

  UnknownFunctionException(String name) {
    super(
        "unknown function '%s' (expected: %s)"
            .formatted(name, String.join(", ", FunctionName.names())));
  }
}
