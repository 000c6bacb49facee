package dev.ficus.gateway.routefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Spring Cloud Gateway filters that routes may use: those that change headers, parameters,
 * paths and statuses, and nothing that reads a body, calls out or keeps state.
 */
final class FilterCatalog {

  /**
   * A filter's arguments.
   *
   * @param shortcut in the order of the short form; empty if it takes none
   * @param least how many of them the short form must give
   * @param more by name only
   * @param patterns those that are regular expressions
   * @param any whether the short form takes any number of arguments
   */
  record Filter(
      List<String> shortcut, int least, Set<String> more, Set<String> patterns, boolean any) {

    Set<String> names() {
      return Stream.concat(shortcut.stream(), more.stream())
          .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }
  }

  private static final Map<String, Filter> FILTERS = new LinkedHashMap<>();

  static {
    add("AddRequestHeader", 2, "name", "value");
    add("AddRequestParameter", 2, "name", "value");
    add("AddResponseHeader", 2, "name", "value", "override");
    FILTERS.put(
        "AddRequestHeadersIfNotPresent",
        new Filter(List.of("keyValues"), 1, Set.of(), Set.of(), true));
    add("SetRequestHeader", 2, "name", "value");
    add("SetResponseHeader", 2, "name", "value");
    add("RemoveRequestHeader", 1, "name");
    add("RemoveRequestParameter", 1, "name");
    add("RemoveResponseHeader", 1, "name");
    add("MapRequestHeader", 2, "fromHeader", "toHeader");
    add("RewriteRequestParameter", 2, "name", "replacement");
    FILTERS.put(
        "RewriteResponseHeader",
        new Filter(List.of("name", "regexp", "replacement"), 3, Set.of(), Set.of("regexp"), false));
    add("DedupeResponseHeader", 1, "name", "strategy");
    FILTERS.put(
        "SecureHeaders",
        new Filter(
            List.of(),
            0,
            Set.of(
                "xssProtectionHeaderValue",
                "strictTransportSecurityHeaderValue",
                "frameOptionsHeaderValue",
                "contentTypeOptionsHeaderValue",
                "referrerPolicyHeaderValue",
                "contentSecurityPolicyHeaderValue",
                "downloadOptionsHeaderValue",
                "permittedCrossDomainPoliciesHeaderValue",
                "permissionPolicyHeaderValue",
                "permissionsPolicy",
                "enable",
                "disable"),
            Set.of(),
            false));
    FILTERS.put("RequestSize", new Filter(List.of(), 0, Set.of("maxSize"), Set.of(), false));
    add("SetStatus", 1, "status");
    add("RedirectTo", 2, "status", "url", "includeRequestParams");
    add("PrefixPath", 1, "prefix");
    add("StripPrefix", 0, "parts");
    FILTERS.put(
        "RewritePath",
        new Filter(List.of("regexp", "replacement"), 2, Set.of(), Set.of("regexp"), false));
  }

  private FilterCatalog() {}

  private static void add(String name, int least, String... shortcut) {
    FILTERS.put(name, new Filter(List.of(shortcut), least, Set.of(), Set.of(), false));
  }

  static Set<String> names() {
    return FILTERS.keySet();
  }

  static @Nullable Filter filter(String name) {
    return FILTERS.get(name);
  }

  /** {@code Name=a, b}: the name. */
  static String name(String text) {
    int equals = text.indexOf('=');
    return (equals < 0 ? text : text.substring(0, equals)).strip();
  }

  /** {@code Name=a, b}: the arguments, split as Spring does it: at commas, empty ones left out. */
  static List<String> arguments(String text) {
    List<String> arguments = new ArrayList<>();
    int equals = text.indexOf('=');
    if (equals >= 0) {
      for (String argument : text.substring(equals + 1).split(",", -1)) {
        if (!argument.isBlank()) {
          arguments.add(argument.strip());
        }
      }
    }
    return arguments;
  }
}
