package dev.ficus.gateway.forwarding;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that belong to one connection and are never forwarded (RFC 9110, section 7.6.1). */
public final class HopByHop {

  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /**
   * The names, in lower case, that a message must lose.
   *
   * @param connection the values of its Connection headers
   */
  public static Set<String> namesIn(List<String> connection) {
    if (connection.isEmpty()) {
      return ALWAYS;
    }
    Set<String> names = null;
    for (String value : connection) {
      for (String token : value.split(",")) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        // What frames and routes the message cannot be stripped by naming it.
        boolean strippable = !name.isEmpty() && !ALWAYS.contains(name) && !isVital(name);
        if (strippable) {
          names = names == null ? new HashSet<>(ALWAYS) : names;
          names.add(name);
        }
      }
    }
    return names == null ? ALWAYS : names;
  }

  private static boolean isVital(String name) {
    return name.equals("host") || name.equals("content-length") || name.equals("content-type");
  }
}
