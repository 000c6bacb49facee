package dev.ficus.gateway.routefile;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML document that knows where it stands. */
sealed interface Yaml {

  Span span();

  /** What it is called in a message that expected something else. */
  String found();

  /**
   * From a line and column up to another one, all from 0, columns in code points.
   *
   * @param endColumn the one after the last
   */
  record Span(int line, int column, int endLine, int endColumn) {}

  /** What a scalar is by the core schema of YAML 1.2 (section 10.3.2). */
  enum Kind {
    NOTHING("nothing"),
    TEXT("text"),
    INTEGER("a number"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    /** Whatever it stands for. */
    PLACEHOLDER("text");

    private final String found;

    Kind(String found) {
      this.found = found;
    }
  }

  /**
   * @param raw as written
   * @param text with placeholders resolved; null if one of them could not be
   */
  record Scalar(Span span, Kind kind, String raw, @Nullable String text) implements Yaml {

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern NUMBER =
        Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    static Kind kindOf(String raw, boolean plain) {
      if (!plain) {
        return Kind.TEXT;
      }
      return switch (raw) {
        case "", "~", "null", "Null", "NULL" -> Kind.NOTHING;
        case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.BOOLEAN;
        default -> {
          char c = raw.charAt(0);
          if (c > '9' || !NUMBER.matcher(raw).matches()) {
            yield Kind.TEXT;
          }
          yield INTEGER.matcher(raw).matches() ? Kind.INTEGER : Kind.NUMBER;
        }
      };
    }

    @Override
    public String found() {
      return kind.found;
    }

    /** Without the text, which may be a secret. */
    @Override
    public String toString() {
      return "Scalar[" + raw + "]";
    }
  }

  record Sequence(Span span, boolean flow, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String found() {
      return "a list";
    }
  }

  record Mapping(Span span, boolean flow, List<Entry> entries) implements Yaml {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String found() {
      return "a map";
    }

    @Nullable Entry entry(String key) {
      for (Entry entry : entries) {
        if (entry.key().raw().equals(key)) {
          return entry;
        }
      }
      return null;
    }

    @Nullable Yaml get(String key) {
      Entry entry = entry(key);
      return entry == null ? null : entry.value();
    }
  }

  record Entry(Scalar key, Yaml value) {}
}
