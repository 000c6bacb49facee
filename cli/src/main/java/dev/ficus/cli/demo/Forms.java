package dev.ficus.cli.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a browser would from the shop's pages. */
final class Forms {

  private static final Pattern CSRF_INPUT = Pattern.compile("<input[^>]*name=\"_csrf\"[^>]*>");
  private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");

  private Forms() {}

  /** The token against cross-site requests; empty if the page has no form. */
  static String csrfOf(String page) {
    Matcher input = CSRF_INPUT.matcher(page);
    if (!input.find()) {
      return "";
    }
    Matcher value = VALUE.matcher(input.group());
    return value.find() ? value.group(1) : "";
  }
}
