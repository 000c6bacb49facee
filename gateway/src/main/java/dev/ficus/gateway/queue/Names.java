package dev.ficus.gateway.queue;

import java.util.regex.Pattern;

/** What routes, subscribers and workers may be called, so that their names can be parts of keys. */
final class Names {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private Names() {}

  static void check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + ": '" + name + "' (expected: letters, digits, '.', '_' and '-')");
    }
  }
}
