package dev.ficus.cli.leave;

import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.Precedence;
import dev.ficus.gateway.route.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Routes as expressions over host, method and path, in the order in which Ficus prefers them. */
final class NginxOrder {

  private static final int NAMED = 0;
  private static final int IMPLIED = 1;
  private static final int ANY = 2;

  private static final Comparator<Entry> PRECEDENCE =
      Comparator.<Entry, HostPattern>comparing(its -> hostOf(its.departure.route()))
          .thenComparing(its -> its.departure.route().match().path(), Precedence::comparePaths)
          .thenComparingInt(Entry::level)
          .thenComparing(its -> its.departure.route(), Precedence.BY_CONDITIONS_AND_PRIORITY);

  /**
   * A way to come to a route.
   *
   * @param level by a method that it names, by one that stands for it, or by any
   */
  record Entry(Departure departure, int level, String expression) {
    String place() {
      return NginxOrder.place(departure.route());
    }
  }

  private NginxOrder() {}

  static boolean isPublic(Route route) {
    return route.listener() == Listener.PUBLIC;
  }

  /** The part of a route's location that tells it from others. */
  static String place(Route route) {
    boolean plain = route.id().matches("[A-Za-z0-9_-]+");
    return plain ? "route-" + route.id() : "route-" + route.ordinal();
  }

  static List<Entry> of(List<Departure> departures) {
    List<Entry> entries = new ArrayList<>();
    for (Departure departure : departures) {
      Route route = departure.route();
      if (!isPublic(route)) {
        continue;
      }
      Set<String> methods = new TreeSet<>(route.match().methods());
      if (methods.isEmpty()) {
        entries.add(entry(departure, ANY, "\\S+"));
        continue;
      }
      List<String> named = new ArrayList<>();
      List<String> implied = new ArrayList<>();
      for (String method : methods) {
        named.add(method.equals("OPTIONS") ? "OPTIONS(?:>\\S+)?" : NginxPath.literal(method));
        implied.add("OPTIONS>" + NginxPath.literal(method));
        if (method.equals("GET")) {
          implied.add("HEAD");
        }
      }
      entries.add(entry(departure, NAMED, "(?:" + String.join("|", named) + ")"));
      entries.add(entry(departure, IMPLIED, "(?:" + String.join("|", implied) + ")"));
    }
    entries.sort(PRECEDENCE);
    return entries;
  }

  private static Entry entry(Departure departure, int level, String method) {
    Route route = departure.route();
    String expression = "^" + host(hostOf(route)) + " " + method + " " + path(departure) + "$";
    return new Entry(departure, level, expression);
  }

  /** One that nginx cannot read as Ficus does is taken for wider than it is, and stays. */
  private static String path(Departure departure) {
    PathPattern pattern = departure.route().match().path();
    NginxPath path = NginxPath.of(pattern);
    return path != null ? path.expression() : NginxPath.widened(pattern).expression();
  }

  private static HostPattern hostOf(Route route) {
    return Objects.requireNonNullElse(route.match().host(), HostPattern.ANY);
  }

  static String host(HostPattern host) {
    if (host.equals(HostPattern.ANY)) {
      return "\\S*";
    }
    return NginxPath.literal(host.text()).replace("\\*", "\\S+");
  }
}
