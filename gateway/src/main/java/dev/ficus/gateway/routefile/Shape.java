package dev.ficus.gateway.routefile;

import dev.ficus.gateway.routefile.Yaml.Kind;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What may stand at a place of a route file; what passes can be taken out without a check. */
sealed interface Shape
    permits Leaf, MapShape, FilterShape, Shape.ListOf, Shape.MapOf, Shape.Either {

  /** {@code a map}, {@code a duration such as 2s}. */
  String expected();

  void check(Yaml node, Place place, Problems problems);

  /**
   * Where in the file, in its own words: {@code weight of canary of route 'search'}.
   *
   * @param parent null where the words stand for themselves
   */
  record Place(@Nullable Place parent, String name) {

    static final Place FILE = new Place(null, "");

    Place in(String name) {
      return new Place(name.contains(" '") ? null : this, name);
    }

    /** {@code " in route 'search'"}, or nothing for the file as a whole. */
    String inside() {
      return name.isEmpty() ? "" : " in " + this;
    }

    @Override
    public String toString() {
      return parent == null || parent.name.isEmpty() ? name : name + " of " + parent;
    }
  }

  default void wrongType(Yaml node, Place place, Problems problems) {
    String found =
        node instanceof Scalar s && s.kind() != Kind.NOTHING ? "'" + s.raw() + "'" : node.found();
    String subject = place.name().isEmpty() ? "" : place + ": ";
    problems.add(node.span(), subject + "expected " + expected() + ", found " + found);
  }

  /**
   * @param least how many items it must have
   * @param orOne whether an item may stand without a list around it
   */
  record ListOf(String expected, Shape item, int least, boolean orOne) implements Shape {

    static ListOf of(String expected, Shape item) {
      return new ListOf(expected, item, 0, false);
    }

    static ListOf some(String expected, Shape item) {
      return new ListOf(expected, item, 1, false);
    }

    static ListOf oneOrMore(String expected, Shape item) {
      return new ListOf(expected, item, 1, true);
    }

    @Override
    public void check(Yaml node, Place place, Problems problems) {
      if (node instanceof Sequence list) {
        if (list.items().size() < least) {
          problems.add(node.span(), place + ": expected " + expected + ", found none");
        }
        int number = 1;
        for (Yaml item : list.items()) {
          item().check(item, item() instanceof MapShape ? place.in("#" + number) : place, problems);
          number++;
        }
      } else if (orOne && node instanceof Scalar one && one.kind() != Kind.NOTHING) {
        item.check(one, place, problems);
      } else {
        wrongType(node, place, problems);
      }
    }
  }

  /** A map whose keys are the file's own words. */
  record MapOf(
      String expected, Leaf<?> key, Shape value, Function<String, String> placeName, int least)
      implements Shape {

    static MapOf of(String expected, Leaf<?> key, Shape value, String noun) {
      return new MapOf(expected, key, value, name -> noun + " '" + name + "'", 0);
    }

    static MapOf of(String expected, Leaf<?> key, Shape value) {
      return new MapOf(expected, key, value, name -> name, 0);
    }

    @Override
    public void check(Yaml node, Place place, Problems problems) {
      if (!(node instanceof Mapping map)) {
        wrongType(node, place, problems);
        return;
      }
      if (map.entries().size() < least) {
        problems.add(node.span(), place + ": expected " + expected + ", found none");
      }
      for (Yaml.Entry entry : map.entries()) {
        key.check(entry.key(), place, problems);
        value.check(entry.value(), place.in(placeName.apply(entry.key().raw())), problems);
      }
    }
  }

  /** A short form in one word, or a long one. */
  record Either(Leaf<?> word, Shape other) implements Shape {

    @Override
    public String expected() {
      return word.expected() + " or " + other.expected();
    }

    @Override
    public void check(Yaml node, Place place, Problems problems) {
      switch (node) {
        case Scalar s when s.kind() == Kind.NOTHING -> wrongType(node, place, problems);
        case Scalar s -> word.check(s, place, problems);
        case Sequence list when other instanceof MapShape || other instanceof MapOf ->
            wrongType(list, place, problems);
        case Mapping map when other instanceof ListOf -> wrongType(map, place, problems);
        case Sequence list -> other.check(list, place, problems);
        case Mapping map -> other.check(map, place, problems);
      }
    }
  }

  /** Words, for {@link Leaf#of}. */
  Set<Kind> ANY_TEXT = Set.of(Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN);
}
