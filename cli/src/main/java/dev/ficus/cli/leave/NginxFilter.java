package dev.ficus.cli.leave;

import dev.ficus.gateway.route.FilterSpec;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters that nginx has directives for: those that set or remove a header. */
final class NginxFilter {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#%&'*+.^_`|~-]+");

  private NginxFilter() {}

  /** The directives of a location; null if there are none that do the same. */
  static @Nullable List<String> lines(FilterSpec filter, Secrets secrets) {
    String name = argument(filter, "name", 0);
    if (name == null || !NAME.matcher(name).matches()) {
      return null;
    }
    switch (filter.name()) {
      case "RemoveRequestHeader" -> {
        return List.of("proxy_set_header " + name + " \"\";");
      }
      case "RemoveResponseHeader" -> {
        return List.of("proxy_hide_header " + name + ";");
      }
      default -> {}
    }
    String value = argument(filter, "value", 1);
    if (value == null || filter.args().size() != 2) {
      return null;
    }
    boolean plain = NginxText.canSay(value) && value.indexOf('{') < 0 && !secrets.isIn(value);
    if (!plain) {
      return null;
    }
    String said = name + " " + NginxText.quoted(value);
    return switch (filter.name()) {
      case "SetRequestHeader" -> List.of("proxy_set_header " + said + ";");
      case "AddResponseHeader" -> List.of("add_header " + said + " always;");
      case "SetResponseHeader" ->
          List.of("proxy_hide_header " + name + ";", "add_header " + said + " always;");
      default -> null;
    };
  }

  private static @Nullable String argument(FilterSpec filter, String name, int place) {
    String named = filter.args().get(name);
    return named != null ? named : filter.args().get("_genkey_" + place);
  }
}
