package dev.ficus.cli.leave;

/** Words of a configuration file. */
final class NginxText {

  private NginxText() {}

  /** Whether a text can stand in quotes; a dollar sign cannot be escaped. */
  static boolean canSay(String text) {
    return text.indexOf('$') < 0 && text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t');
  }

  /** In quotes; variables stay variables. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
