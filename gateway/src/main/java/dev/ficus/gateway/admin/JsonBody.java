package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Suggestion;
import dev.ficus.gateway.route.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object that somebody sent, read field by field; all that is wrong is told at once. */
final class JsonBody {

  /** Long enough to explain, short enough for a log line. */
  static final int MAX_REASON = 1_000;

  private static final int MAX_TEXT = 8_192;

  private final ObjectNode object;
  private final List<Wrong> errors = new ArrayList<>();

  /**
   * One thing that is wrong.
   *
   * @param pointer to the field (RFC 6901)
   */
  record Wrong(String pointer, String message) {}

  /**
   * @param known all fields that the call understands
   */
  JsonBody(byte[] body, String... known) {
    object = Json.read(body);
    List<String> names = Arrays.asList(known);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!names.contains(field.getKey())) {
        wrong(
            field.getKey(),
            "unknown field '"
                + field.getKey()
                + "'"
                + Suggestion.of(field.getKey(), names)
                + expected(known));
      }
    }
  }

  private static String expected(String... known) {
    return known.length == 0 ? "" : " (known: " + String.join(", ", known) + ")";
  }

  void wrong(String field, String message) {
    errors.add(new Wrong("/" + field.replace("~", "~0").replace("/", "~1"), message));
  }

  private @Nullable JsonNode get(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  @Nullable String text(String name) {
    return text(name, MAX_TEXT);
  }

  @Nullable String reason() {
    String reason = text("reason", MAX_REASON);
    return reason == null || reason.isBlank() ? null : reason.strip();
  }

  private @Nullable String text(String name, int max) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    if (!node.isString()) {
      wrong(name, "'" + name + "' is " + kind(node) + " (expected: text)");
      return null;
    }
    String text = node.stringValue();
    if (text.length() > max) {
      wrong(name, "'" + name + "' is too long (expected: at most " + max + " characters)");
      return null;
    }
    return text;
  }

  String required(String name, String expected) {
    String text = text(name);
    if (get(name) == null) {
      wrong(name, "'" + name + "' is missing (expected: " + expected + ")");
    }
    return text == null ? "" : text;
  }

  boolean flag(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return false;
    }
    if (!node.isBoolean()) {
      wrong(name, "'" + name + "' is " + kind(node) + " (expected: true or false)");
      return false;
    }
    return node.booleanValue();
  }

  /** One of a few words. */
  <T> @Nullable T word(String name, Function<String, @Nullable T> reader, List<String> words) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    T value = reader.apply(text);
    if (value == null) {
      wrong(
          name,
          "unknown "
              + name
              + " '"
              + text
              + "'"
              + Suggestion.of(text, words)
              + " (expected: "
              + String.join(", ", words)
              + ")");
    }
    return value;
  }

  @Nullable Stage stage(String name) {
    return word(
        name,
        text -> Stage.of(text).orElse(null),
        Arrays.stream(Stage.values()).map(Stage::word).toList());
  }

  /** {@code "10%"} or 10. */
  @Nullable Weight weight(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    boolean number = node.isNumber() && Math.abs(node.decimalValue().scale()) <= 4;
    if (!number && !node.isString()) {
      wrong(name, "'" + name + "' is " + kind(node) + " (expected: a percentage such as \"10%\")");
      return null;
    }
    return parsed(
        name, number ? node.decimalValue().toPlainString() : node.stringValue(), Weight::parse);
  }

  /** A step of a plan: {@code legacy}, {@code 10%}, {@code canary 10%}, {@code live} … */
  PlanSpec.@Nullable Step step(String name) {
    String text = text(name);
    String canary = Stage.CANARY.word() + " ";
    return text == null
        ? null
        : parsed(
            name,
            text.startsWith(canary) ? text.substring(canary.length()).strip() : text,
            PlanSpec.Step::parse);
  }

  private <T> @Nullable T parsed(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      wrong(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** An object of texts; of a list the first counts. */
  Map<String, String> texts(String name) {
    JsonNode node = get(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (node == null) {
      return texts;
    }
    if (!node.isObject()) {
      wrong(name, "'" + name + "' is " + kind(node) + " (expected: an object of texts)");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      JsonNode first = value.isArray() && !value.isEmpty() ? value.get(0) : value;
      if (first.isString()) {
        texts.put(entry.getKey(), first.stringValue());
      } else {
        wrong(name, "'" + entry.getKey() + "' is " + kind(first) + " (expected: text or texts)");
      }
    }
    return texts;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "text";
      case NULL, MISSING -> "nothing";
    };
  }

  /**
   * @throws ProblemException if anything that was read so far is wrong
   */
  void check() {
    if (!errors.isEmpty()) {
      throw Problem.of(ProblemType.MALFORMED_REQUEST, errors.getFirst().message())
          .with("errors", errors)
          .exception();
    }
  }
}
