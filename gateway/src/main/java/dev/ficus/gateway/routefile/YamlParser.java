package dev.ficus.gateway.routefile;

import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Kind;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import dev.ficus.gateway.routefile.Yaml.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the small YAML that route files need: maps, lists and scalars. Works on parser events,
 * since a composed tree no longer tells an alias from its anchor's node, nor a tag that was written
 * from one that was guessed.
 */
final class YamlParser {

  static final int MAX_DEPTH = 24;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setUseMarks(true).build();

  /** Nested so deeply that reading on makes no sense. */
  private static final class TooDeepException extends RuntimeException {
    TooDeepException() {
      super(null, null, false, false);
    }
  }

  private final Iterator<Event> events;
  private final Placeholders placeholders;
  private final Problems problems;

  private YamlParser(Iterator<Event> events, Placeholders placeholders, Problems problems) {
    this.events = events;
    this.placeholders = placeholders;
    this.problems = problems;
  }

  /** The one document, or null if there is none or it is no YAML. */
  static @Nullable Yaml parse(SourceText source, Placeholders placeholders, Problems problems) {
    try {
      Iterator<Event> events = new Parse(SETTINGS).parseString(source.text()).iterator();
      return new YamlParser(events, placeholders, problems).document();
    } catch (MarkedYamlEngineException e) {
      String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
      String message = "not valid YAML: " + e.getProblem() + context;
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      if (mark.isPresent()) {
        int line = mark.get().getLine();
        int column = mark.get().getColumn();
        problems.add(new Span(line, column, line, column + 1), message);
      } else {
        problems.addForFile(message);
      }
    } catch (YamlEngineException e) {
      problems.addForFile("not valid YAML: " + e.getMessage());
    } catch (TooDeepException alreadyReported) {
      return null;
    }
    return null;
  }

  private @Nullable Yaml document() {
    Yaml root = null;
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event) {
        case DocumentStartEvent start -> {
          if (++documents == 2) {
            problems.add(span(start, start), "a second document; a route file holds one");
            return root;
          }
        }
        case NodeEvent node -> root = node(node, 0);
        default -> {}
      }
    }
    return root;
  }

  private Yaml node(NodeEvent event, int depth) {
    if (depth > MAX_DEPTH) {
      problems.add(span(event, event), "nested more than " + MAX_DEPTH + " levels deep");
      throw new TooDeepException();
    }
    if (event.getAnchor().isPresent() && !(event instanceof AliasEvent)) {
      refuse(event, "anchor '&" + event.getAnchor().map(Anchor::getValue).orElse("") + "'");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        event(scalar.getTag(), scalar);
        yield scalar(scalar);
      }
      case CollectionStartEvent start -> {
        event(start.getTag(), start);
        yield start.getEventId() == Event.ID.MappingStart
            ? mapping(start, depth)
            : sequence(start, depth);
      }
      case AliasEvent alias -> {
        refuse(alias, "alias '*" + alias.getAlias().getValue() + "'");
        yield new Scalar(span(alias, alias), Kind.PLACEHOLDER, "", null);
      }
      default -> throw new IllegalStateException(event.toString());
    };
  }

  private void event(Optional<String> tag, NodeEvent event) {
    tag.ifPresent(t -> refuse(event, "tag '" + t + "'"));
  }

  private void refuse(NodeEvent event, String what) {
    problems.add(
        span(event, event), what + ": a route file has no anchors, aliases, merge keys or tags");
  }

  private Scalar scalar(ScalarEvent event) {
    String raw = event.getValue();
    Span span = span(event, event);
    if (!Placeholders.isIn(raw)) {
      return new Scalar(span, Scalar.kindOf(raw, event.isPlain()), raw, raw);
    }
    String text = placeholders.resolve(raw, problem -> problems.add(span, problem));
    return new Scalar(span, Kind.PLACEHOLDER, raw, text);
  }

  private Sequence sequence(CollectionStartEvent start, int depth) {
    List<Yaml> items = new ArrayList<>();
    while (true) {
      Event event = events.next();
      if (!(event instanceof NodeEvent node)) {
        return new Sequence(span(start, event), start.isFlow(), items);
      }
      items.add(node(node, depth + 1));
    }
  }

  private Mapping mapping(CollectionStartEvent start, int depth) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Scalar> seen = new HashMap<>();
    while (true) {
      Event event = events.next();
      if (!(event instanceof NodeEvent keyEvent)) {
        return new Mapping(span(start, event), start.isFlow(), entries);
      }
      Yaml key = key(keyEvent, depth);
      Yaml value = node((NodeEvent) events.next(), depth + 1);
      if (key instanceof Scalar name) {
        Scalar first = seen.putIfAbsent(name.raw(), name);
        if (first != null) {
          problems.add(
              name.span(),
              "key '" + name.raw() + "' stands twice; first on line " + (first.span().line() + 1));
        } else {
          entries.add(new Entry(name, value));
        }
      }
    }
  }

  /** A scalar, or null with the problem noted. */
  private @Nullable Scalar key(NodeEvent event, int depth) {
    if (!(event instanceof ScalarEvent scalar)) {
      problems.add(node(event, depth + 1).span(), "a key must be a word");
      return null;
    }
    if (scalar.getAnchor().isPresent() || scalar.getTag().isPresent()) {
      refuse(scalar, "a key with an anchor or a tag");
    }
    Span span = span(scalar, scalar);
    String raw = scalar.getValue();
    if (raw.equals("<<") && scalar.isPlain()) {
      refuse(scalar, "merge key '<<'");
      return null;
    }
    if (Placeholders.isIn(raw)) {
      problems.add(span, "placeholder in a key; they stand in values only");
      return null;
    }
    return new Scalar(span, Kind.TEXT, raw, raw);
  }

  private static Span span(Event start, Event end) {
    Mark first = start.getStartMark().orElseThrow();
    Mark last = end.getEndMark().orElseThrow();
    return new Span(first.getLine(), first.getColumn(), last.getLine(), last.getColumn());
  }
}
