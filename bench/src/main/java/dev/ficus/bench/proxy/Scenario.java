package dev.ficus.bench.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One point of the matrix, written {@code routes/path/stage/body/connections}.
 *
 * @param connections of the load, kept open
 */
record Scenario(int routes, Draw draw, Stage stage, Body body, int connections) {

  /** One route, one small answer: what forwarding alone costs. */
  static final Scenario PLAIN = new Scenario(1, Draw.FIRST, Stage.LEGACY, Body.SMALL, 64);

  private static final String SHAPE = "plain, or as 1000/uniform/canary/1k/64";

  private static final List<Integer> ROUTES = List.of(10, 1_000, 10_000);
  private static final List<Integer> CONNECTIONS = List.of(16, 64, 512);
  private static final List<Body> BODIES =
      List.of(Body.EMPTY, Body.KILOBYTE, Body.LARGE, Body.POST_KILOBYTE, Body.POST_LARGE);

  Scenario {
    if (routes < 1 || routes > 100_000) {
      throw new IllegalArgumentException("routes: " + routes + " (expected: 1 to 100000)");
    }
    if (connections < 1 || connections > 1024) {
      throw new IllegalArgumentException("connections: " + connections + " (expected: 1 to 1024)");
    }
  }

  /** What is run when nothing else is asked for. */
  static List<Scenario> core() {
    return List.of(
        PLAIN,
        new Scenario(1_000, Draw.UNIFORM, Stage.CANARY, Body.KILOBYTE, 64),
        new Scenario(10_000, Draw.UNIFORM, Stage.LEGACY, Body.KILOBYTE, 64));
  }

  /** Every value of every axis at least once, the others held still. */
  static List<Scenario> axes() {
    Scenario still = new Scenario(1_000, Draw.UNIFORM, Stage.LEGACY, Body.KILOBYTE, 64);
    List<Scenario> scenarios = new ArrayList<>(List.of(PLAIN));
    for (int routes : ROUTES) {
      for (Draw draw : Draw.values()) {
        scenarios.add(new Scenario(routes, draw, still.stage, still.body, still.connections));
      }
    }
    for (Stage stage : Stage.values()) {
      scenarios.add(new Scenario(still.routes, still.draw, stage, still.body, still.connections));
    }
    for (Body body : BODIES) {
      scenarios.add(new Scenario(still.routes, still.draw, still.stage, body, still.connections));
    }
    for (int connections : CONNECTIONS) {
      scenarios.add(new Scenario(still.routes, still.draw, still.stage, still.body, connections));
    }
    return scenarios.stream().distinct().toList();
  }

  /** Every combination. */
  static List<Scenario> all() {
    List<Scenario> scenarios = new ArrayList<>(List.of(PLAIN));
    for (int routes : ROUTES) {
      for (Draw draw : Draw.values()) {
        for (Stage stage : Stage.values()) {
          for (Body body : BODIES) {
            for (int connections : CONNECTIONS) {
              scenarios.add(new Scenario(routes, draw, stage, body, connections));
            }
          }
        }
      }
    }
    return scenarios;
  }

  static Scenario parse(String text) {
    if (text.equals("plain")) {
      return PLAIN;
    }
    String[] parts = text.split("/", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("scenario: " + text + " (expected: " + SHAPE + ")");
    }
    return new Scenario(
        Options.number("routes", parts[0]),
        word("path", parts[1], Draw.values(), Scenario::lower),
        word("stage", parts[2], Stage.values(), Scenario::lower),
        word("body", parts[3], Body.values(), body -> body.word),
        Options.number("connections", parts[4]));
  }

  private static <E> E word(String what, String text, E[] values, Function<E, String> name) {
    return Arrays.stream(values)
        .filter(value -> name.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    what
                        + ": "
                        + text
                        + " (expected one of: "
                        + String.join(", ", Arrays.stream(values).map(name).toList())
                        + ")"));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  String name() {
    return equals(PLAIN)
        ? "plain"
        : routes + "/" + lower(draw) + "/" + lower(stage) + "/" + body.word + "/" + connections;
  }
}
