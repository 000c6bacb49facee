package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.routefile.FilterCatalog.Filter;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Kind;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** One filter, as {@code Name=a, b} or as {@code { name, args, on }}. */
record FilterShape() implements Shape {

  static final Leaf<FilterSpec.On> ON = Leaves.enumWords(FilterSpec.On.class);

  private static final Leaf<String> NAME =
      Leaf.of("a filter's name", java.util.Set.of(Kind.TEXT), text -> text);

  private static final MapShape LONG =
      MapShape.of("filter")
          .must("name", NAME)
          .with("args", MapOf.of("a map of arguments", Leaves.TEXT, Leaves.TEXT))
          .with("on", ON);

  @Override
  public String expected() {
    return "a filter such as \"AddRequestHeader=X-Via, ficus\" or a map with name and args";
  }

  @Override
  public void check(Yaml node, Place place, Problems problems) {
    switch (node) {
      case Scalar s when s.kind() == Kind.TEXT || s.kind() == Kind.PLACEHOLDER ->
          checkShort(s, place, problems);
      case Mapping map -> checkLong(map, place, problems);
      default -> wrongType(node, place, problems);
    }
  }

  private static void checkShort(Scalar scalar, Place place, Problems problems) {
    if (scalar.text() == null || refusesExpression(scalar, place, problems)) {
      return;
    }
    String name = FilterCatalog.name(scalar.raw());
    Filter filter = known(name, scalar, place, problems);
    if (filter == null) {
      return;
    }
    List<String> arguments = FilterCatalog.arguments(scalar.text());
    boolean tooMany = arguments.size() > filter.shortcut().size() && !filter.any();
    if (tooMany || arguments.size() < filter.least()) {
      problems.add(
          scalar.span(),
          place + ": filter '" + name + "' " + takes(filter) + ", found " + arguments.size());
      return;
    }
    for (int i = 0; i < Math.min(arguments.size(), filter.shortcut().size()); i++) {
      checkPattern(filter, filter.shortcut().get(i), arguments.get(i), scalar, place, problems);
    }
  }

  private static String takes(Filter filter) {
    if (filter.shortcut().isEmpty()) {
      return filter.more().isEmpty()
          ? "takes no arguments"
          : "takes its arguments by name only: { name, args: { … } }";
    }
    int most = filter.shortcut().size();
    String count = filter.least() == most ? "" + most : filter.least() + " to " + most;
    return "takes " + count + " arguments (" + String.join(", ", filter.shortcut()) + ")";
  }

  private static void checkLong(Mapping map, Place place, Problems problems) {
    LONG.check(map, place, problems);
    if (!(map.get("name") instanceof Scalar name) || name.text() == null) {
      return;
    }
    Filter filter = known(name.raw(), name, place, problems);
    if (filter == null || !(map.get("args") instanceof Mapping args)) {
      return;
    }
    for (Entry arg : args.entries()) {
      String key = arg.key().raw();
      if (!filter.names().contains(key)) {
        problems.add(
            arg.key().span(),
            place
                + ": filter '"
                + name.raw()
                + "' has no argument '"
                + key
                + "' (expected: "
                + String.join(", ", filter.names().stream().sorted().toList())
                + ")"
                + Nearest.hint(key, filter.names()));
      }
      if (arg.value() instanceof Scalar value
          && value.text() != null
          && !refusesExpression(value, place, problems)) {
        checkPattern(filter, key, value.text(), value, place, problems);
      }
    }
  }

  private static @Nullable Filter known(String name, Scalar where, Place place, Problems problems) {
    Filter filter = FilterCatalog.filter(name);
    if (filter == null) {
      String nearest = Nearest.hint(name, FilterCatalog.names());
      problems.add(
          where.span(),
          place
              + ": filter '"
              + name
              + "' is not on the list"
              + (nearest.isEmpty()
                  ? " (expected: " + String.join(", ", FilterCatalog.names()) + ")"
                  : nearest));
    }
    return filter;
  }

  /** Spring would evaluate it; also if it comes out of a variable. */
  private static boolean refusesExpression(Scalar scalar, Place place, Problems problems) {
    String text = scalar.text();
    if (scalar.raw().contains("#{") || (text != null && text.contains("#{"))) {
      problems.add(scalar.span(), place + ": '#{' is not allowed; filters evaluate no expressions");
      return true;
    }
    return false;
  }

  private static void checkPattern(
      Filter filter, String key, String value, Scalar scalar, Place place, Problems problems) {
    if (filter.patterns().contains(key)) {
      try {
        Pattern.compile(value);
      } catch (PatternSyntaxException e) {
        String why = scalar.kind() == Kind.PLACEHOLDER ? "" : ": " + e.getDescription();
        problems.add(scalar.span(), place + ": " + key + " is no regular expression" + why);
      }
    }
  }
}
