package dev.ficus.gateway.routefile;

import dev.ficus.gateway.routefile.Yaml.Kind;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A value that is written in one piece.
 *
 * @param expected {@code a duration such as 2s}
 * @param kinds what it may be to YAML; a placeholder may stand for any of them
 * @param words among which a wrong one is looked for
 * @param literal whether it must stand there itself, not behind a placeholder
 * @param parser throws {@link IllegalArgumentException} with {@code 'text' (expected: …)}
 */
record Leaf<T>(
    String expected,
    Set<Kind> kinds,
    Collection<String> words,
    boolean literal,
    Function<String, T> parser)
    implements Shape {

  /** What parsers of the core put before the offending text: {@code weight: '110%'}. */
  private static final Pattern SUBJECT = Pattern.compile("^[A-Za-z]+: ");

  static <T> Leaf<T> of(String expected, Set<Kind> kinds, Function<String, T> parser) {
    return new Leaf<>(expected, kinds, List.of(), false, parser);
  }

  /** One of a few words. */
  static <T> Leaf<T> word(Collection<String> words, Function<String, T> parser) {
    return new Leaf<>(listed(words), Set.of(Kind.TEXT), List.copyOf(words), false, parser);
  }

  private static String listed(Collection<String> words) {
    List<String> list = List.copyOf(words);
    return list.size() == 1
        ? list.getFirst()
        : String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
  }

  /** Text that matches an expression. */
  static Leaf<String> matching(String expected, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return of(
        expected,
        Set.of(Kind.TEXT),
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
          }
          return text;
        });
  }

  Leaf<T> asLiteral() {
    return new Leaf<>(expected, kinds, words, true, parser);
  }

  /** The value of a scalar that has passed the check. */
  T parse(String text) {
    if (!words.isEmpty() && !words.contains(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: " + expected + ")" + Nearest.hint(text, words));
    }
    return parser.apply(text);
  }

  @Override
  public void check(Yaml node, Place place, Problems problems) {
    if (!(node instanceof Scalar scalar)
        || (scalar.kind() != Kind.PLACEHOLDER && !kinds.contains(scalar.kind()))) {
      wrongType(node, place, problems);
      return;
    }
    if (literal && scalar.kind() == Kind.PLACEHOLDER) {
      problems.add(scalar.span(), place + ": a name cannot be a placeholder");
      return;
    }
    if (scalar.text() == null) {
      return;
    }
    try {
      parse(scalar.text());
    } catch (IllegalArgumentException e) {
      problems.add(scalar.span(), place + ": " + message(scalar, e));
    }
  }

  private String message(Scalar scalar, IllegalArgumentException e) {
    if (scalar.kind() == Kind.PLACEHOLDER) {
      return "what '" + scalar.raw() + "' stands for does not fit (expected: " + expected + ")";
    }
    return SUBJECT.matcher(String.valueOf(e.getMessage())).replaceFirst("");
  }
}
