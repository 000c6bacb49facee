package dev.ficus.gateway.routefile;

import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map of known keys.
 *
 * @param naming the key whose value names the map in messages, as in {@code route 'search'}
 */
record MapShape(
    String noun, @Nullable String naming, Map<String, Shape> keys, Set<String> required, Rule rule)
    implements Shape {

  /** What the keys must be together. */
  @FunctionalInterface
  interface Rule {
    Rule NONE = (map, place, problems) -> {};

    void check(Mapping map, Place place, Problems problems);
  }

  static MapShape of(String noun) {
    return new MapShape(noun, null, Map.of(), Set.of(), Rule.NONE);
  }

  static MapShape namedBy(String noun, String key) {
    return new MapShape(noun, key, Map.of(), Set.of(), Rule.NONE);
  }

  MapShape with(String key, Shape shape) {
    return with(Map.of(key, shape));
  }

  MapShape with(Map<String, Shape> more) {
    Map<String, Shape> all = new LinkedHashMap<>(keys);
    all.putAll(more);
    return new MapShape(noun, naming, all, required, rule);
  }

  MapShape must(String key, Shape shape) {
    Set<String> all = new LinkedHashSet<>(required);
    all.add(key);
    return new MapShape(noun, naming, with(key, shape).keys, all, rule);
  }

  MapShape so(Rule rule) {
    return new MapShape(noun, naming, keys, required, rule);
  }

  @Override
  public String expected() {
    return "a map";
  }

  @Override
  public void check(Yaml node, Place outer, Problems problems) {
    Place place = naming == null ? outer : named(node, outer);
    if (!(node instanceof Mapping map)) {
      wrongType(node, place, problems);
      return;
    }
    for (Entry entry : map.entries()) {
      String key = entry.key().raw();
      Shape shape = keys.get(key);
      if (shape == null) {
        problems.add(
            entry.key().span(), "unknown key '" + key + "'" + place.inside() + suggestion(key));
      } else {
        shape.check(entry.value(), place.in(key), problems);
      }
    }
    for (String key : required) {
      if (map.entry(key) == null) {
        problems.add(start(map), "missing key '" + key + "'" + place.inside());
      }
    }
    rule.check(map, place, problems);
  }

  private Place named(Yaml node, Place outer) {
    if (naming != null
        && node instanceof Mapping map
        && map.get(naming) instanceof Scalar name
        && !name.raw().isEmpty()) {
      return outer.in(noun + " '" + name.raw() + "'");
    }
    return new Place(null, noun + " " + outer.name());
  }

  private String suggestion(String key) {
    String hint = Nearest.hint(key, keys.keySet());
    return hint.isEmpty() ? " (expected: " + String.join(", ", keys.keySet()) + ")" : hint;
  }

  /** The first key: the whole of a map is too much to point at. */
  static Yaml.Span start(Mapping map) {
    return map.entries().isEmpty() ? map.span() : map.entries().getFirst().key().span();
  }
}
