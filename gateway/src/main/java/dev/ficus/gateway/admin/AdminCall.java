package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call as its handler sees it. */
final class AdminCall {

  static final String DRY_RUN = "dryRun";
  static final String REASON = "reason";

  private static final Pattern ETAG = Pattern.compile("\"([0-9]{1,18})\"");

  private final Caller caller;
  private final Map<String, String> variables;
  private final Map<String, List<String>> query;
  private final @Nullable String ifMatch;
  private final byte[] body;

  /**
   * @param variables of the path, decoded
   * @param query all values of each parameter
   * @param ifMatch the header as sent, or null
   */
  AdminCall(
      Caller caller,
      Map<String, String> variables,
      Map<String, List<String>> query,
      @Nullable String ifMatch,
      byte[] body) {
    this.caller = caller;
    this.variables = variables;
    this.query = query;
    this.ifMatch = ifMatch;
    this.body = body;
  }

  Caller caller() {
    return caller;
  }

  byte[] body() {
    return body;
  }

  /** Null where the path of the call has none of that name. */
  @Nullable String variableOrNull(String name) {
    return variables.get(name);
  }

  String variable(String name) {
    return Objects.requireNonNull(variables.get(name), name);
  }

  /**
   * Refuses parameters that the call does not know: one that is misspelt would be lost, and a dry
   * run become a wet one.
   */
  void checkQuery(Set<String> known) {
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw malformed(
            "unknown parameter '"
                + parameter.getKey()
                + "'"
                + Suggestion.of(parameter.getKey(), known));
      }
      if (parameter.getValue().size() > 1) {
        throw malformed("parameter '" + parameter.getKey() + "' stands twice");
      }
    }
  }

  @Nullable String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** Why a call is made that takes no body. */
  @Nullable String reason() {
    String reason = parameter(REASON);
    if (reason == null || reason.isBlank()) {
      return null;
    }
    if (reason.length() > JsonBody.MAX_REASON) {
      throw malformed(
          REASON + " is too long (expected: at most " + JsonBody.MAX_REASON + " characters)");
    }
    return reason.strip();
  }

  /** How many things are asked for at most. */
  int limit(int usual, int most) {
    String text = parameter("limit");
    if (text == null) {
      return usual;
    }
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > most) {
      throw malformed("limit: '" + text + "' (expected: 1 to " + most + ")");
    }
    return Integer.parseInt(text);
  }

  boolean dryRun() {
    String value = query.containsKey(DRY_RUN) ? parameter(DRY_RUN) : "false";
    return switch (value) {
      case null -> true;
      case "true", "" -> true;
      case "false" -> false;
      default -> throw malformed(DRY_RUN + ": '" + value + "' (expected: true or false)");
    };
  }

  /** The revision that the caller has seen, or null if any will do. */
  @Nullable Long expected() {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return null;
    }
    Matcher etag = ETAG.matcher(ifMatch.strip());
    if (!etag.matches()) {
      throw malformed(
          "If-Match: '" + ifMatch + "' (expected: a quoted revision such as \"18\", or *)");
    }
    return Long.parseLong(etag.group(1));
  }

  static ProblemException malformed(String detail) {
    return Problem.of(ProblemType.MALFORMED_REQUEST, detail).exception();
  }
}
