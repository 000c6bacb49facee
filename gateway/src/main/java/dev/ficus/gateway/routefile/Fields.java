package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes values out of a map that has passed its shape's check. */
record Fields(String file, Mapping map) {

  Position position(Yaml node) {
    return new Position(file, node.span().line() + 1, node.span().column() + 1);
  }

  @Nullable Yaml get(String key) {
    return map.get(key);
  }

  <T> Located<T> locate(Yaml node, T value) {
    return new Located<>(value, position(node));
  }

  static <T> T parse(Yaml node, Leaf<T> leaf) {
    return leaf.parse(Objects.requireNonNull(((Scalar) node).text()));
  }

  <T> @Nullable T value(String key, Leaf<T> leaf) {
    Yaml node = get(key);
    return node == null ? null : parse(node, leaf);
  }

  <T> T value(String key, Leaf<T> leaf, T otherwise) {
    T value = value(key, leaf);
    return value == null ? otherwise : value;
  }

  <T> @Nullable Located<T> located(String key, Leaf<T> leaf) {
    return located(key, node -> parse(node, leaf));
  }

  <T> @Nullable Located<T> located(String key, Function<Yaml, T> read) {
    Yaml node = get(key);
    return node == null ? null : locate(node, read.apply(node));
  }

  Fields in(Yaml node) {
    return new Fields(file, (Mapping) node);
  }

  @Nullable Fields in(String key) {
    Yaml node = get(key);
    return node == null ? null : in(node);
  }

  /** The items of a list, the one that stands without a list around it, or none. */
  List<Yaml> items(String key) {
    return switch (get(key)) {
      case null -> List.of();
      case Sequence list -> list.items();
      case Yaml one -> List.of(one);
    };
  }

  <T> List<T> values(String key, Leaf<T> leaf) {
    return items(key).stream().map(node -> parse(node, leaf)).toList();
  }

  <T> @Nullable Located<List<T>> locatedValues(String key, Leaf<T> leaf) {
    Yaml node = get(key);
    return node == null ? null : locate(node, values(key, leaf));
  }

  List<Entry> entries(String key) {
    return get(key) instanceof Mapping inner ? inner.entries() : List.of();
  }

  <T> Map<String, T> valueMap(String key, Leaf<T> leaf) {
    Map<String, T> values = new LinkedHashMap<>();
    for (Entry entry : entries(key)) {
      values.put(entry.key().raw(), parse(entry.value(), leaf));
    }
    return values;
  }

  /** Keys and source text in one line, for what is only shown and told apart. */
  static String compact(Yaml node) {
    return switch (node) {
      case Scalar scalar -> scalar.raw();
      case Sequence list -> "[" + String.join(", ", compact(list.items())) + "]";
      case Mapping map -> {
        List<String> parts = new ArrayList<>();
        for (Entry entry : map.entries()) {
          parts.add(entry.key().raw() + ": " + compact(entry.value()));
        }
        yield "{" + String.join(", ", parts) + "}";
      }
    };
  }

  private static List<String> compact(List<Yaml> items) {
    return items.stream().map(Fields::compact).toList();
  }
}
