package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import dev.ficus.gateway.routefile.TextEdits.Edit;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes to route files that make them declare the stages and weights in force. Works on the text
 * between the positions of values, so that comments, quotes, indentation and flow style stay.
 */
public final class DeclarationPatch {

  /** What a route shall declare; a weight counts in a canary only. */
  public record Wanted(Stage stage, Weight weight) {}

  private final SourceText source;
  private final TextEdits edits;

  private DeclarationPatch(SourceText source) {
    this.source = source;
    this.edits = new TextEdits(source);
  }

  /**
   * A unified diff over all files, for {@code patch -p1} in the directory above theirs; empty if
   * they declare what is wanted already.
   *
   * @param wanted by route id; routes that no file knows are left out
   */
  public static String diff(List<SourceText> sources, Map<String, Wanted> wanted) {
    StringBuilder out = new StringBuilder();
    for (SourceText source : sources) {
      out.append(edits(source, wanted).diff());
    }
    return out.toString();
  }

  /** The files' new texts, by name; only those that change. */
  public static Map<String, String> apply(List<SourceText> sources, Map<String, Wanted> wanted) {
    Map<String, String> texts = new TreeMap<>();
    for (SourceText source : sources) {
      String text = edits(source, wanted).apply();
      if (!text.equals(source.text())) {
        texts.put(source.name(), text);
      }
    }
    return texts;
  }

  private static TextEdits edits(SourceText source, Map<String, Wanted> wanted) {
    DeclarationPatch patch = new DeclarationPatch(source);
    Placeholders unresolved = new Placeholders(name -> "", path -> "");
    Yaml root = YamlParser.parse(source, unresolved, new Problems(source));
    if (root instanceof Mapping file && file.get("routes") instanceof Sequence routes) {
      for (Yaml item : routes.items()) {
        if (item instanceof Mapping route && route.get("id") instanceof Scalar id) {
          Wanted declared = wanted.get(id.raw());
          if (declared != null) {
            patch.declare(route, declared);
          }
        }
      }
    }
    return patch.edits;
  }

  private void declare(Mapping route, Wanted wanted) {
    List<String> missing = new ArrayList<>();
    Entry stage = route.entry("stage");
    if (stage == null) {
      missing.add("stage: " + wanted.stage().word());
    } else {
      replace((Scalar) stage.value(), wanted.stage().word());
    }
    if (wanted.stage() == Stage.CANARY) {
      Yaml canary = route.get("canary");
      if (canary == null) {
        missing.add("canary: { weight: " + wanted.weight() + " }");
      } else {
        declareWeight((Mapping) canary, wanted.weight());
      }
    }
    if (!missing.isEmpty()) {
      insertAfter(route, firstOf(route, "stage", "match", "id"), missing);
    }
  }

  private void declareWeight(Mapping canary, Weight weight) {
    if (canary.get("weight") instanceof Scalar present) {
      if (!present.raw().equals(present.text()) || !Weight.parse(present.raw()).equals(weight)) {
        replace(present, weight.toString());
      }
      return;
    }
    if (canary.entries().isEmpty()) {
      Yaml.Span span = canary.span();
      edits.add(new Edit(start(span), end(span), "{ weight: " + weight + " }"));
      return;
    }
    Yaml.Span first = canary.entries().getFirst().key().span();
    String text =
        canary.flow()
            ? "weight: " + weight + ", "
            : "weight: " + weight + edits.lineEnd() + " ".repeat(first.column());
    edits.add(new Edit(start(first), start(first), text));
  }

  /** The first of these keys whose value stands on one line. */
  private static Entry firstOf(Mapping route, String... keys) {
    for (String key : keys) {
      Entry entry = route.entry(key);
      if (entry != null && entry.value() instanceof Scalar s && isOnOneLine(s)) {
        return entry;
      }
    }
    throw new IllegalStateException("no route has an id of several lines");
  }

  private static boolean isOnOneLine(Scalar scalar) {
    return scalar.span().line() == scalar.span().endLine();
  }

  private void insertAfter(Mapping route, Entry anchor, List<String> entries) {
    int end = end(anchor.value().span());
    if (route.flow()) {
      edits.add(new Edit(end, end, ", " + String.join(", ", entries)));
      return;
    }
    int endOfLine = edits.endOfLine(end);
    String separator = edits.lineEnd() + " ".repeat(anchor.key().span().column());
    edits.add(new Edit(endOfLine, endOfLine, separator + String.join(separator, entries)));
  }

  /** Within its quotes, if it has some. */
  private void replace(Scalar scalar, String word) {
    if (scalar.raw().equals(word)) {
      return;
    }
    int start = start(scalar.span());
    int end = end(scalar.span());
    char first = source.text().charAt(start);
    int quote = first == '"' || first == '\'' ? 1 : 0;
    edits.add(new Edit(start + quote, end - quote, word));
  }

  private int start(Yaml.Span span) {
    return source.offset(span.line(), span.column());
  }

  private int end(Yaml.Span span) {
    return source.offset(span.endLine(), span.endColumn());
  }
}
