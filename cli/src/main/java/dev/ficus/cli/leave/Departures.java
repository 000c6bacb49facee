package dev.ficus.cli.leave;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides for each route whether any other proxy could do its work. */
final class Departures {

  private static final int MOST_GROUPS = 9;

  private final RouteTable table;
  private final Function<Route, @Nullable Stage> stages;
  private final Secrets secrets;

  /**
   * @param stages where each route stands; null for one that the gateway does not know
   */
  Departures(RouteTable table, Function<Route, @Nullable Stage> stages, Secrets secrets) {
    this.table = table;
    this.stages = stages;
    this.secrets = secrets;
  }

  /** All routes but subscribers, which leave or stay with what is queued for them. */
  List<Departure> all() {
    List<Departure> all = new ArrayList<>();
    for (Route route : table.routes()) {
      if (!route.isSubscriber()) {
        String why = why(route);
        if (why == null) {
          why = shadowed(route);
        }
        all.add(why == null ? new Departure.Leaves(route) : new Departure.Stays(route, why));
      }
    }
    return all;
  }

  /** What needs Ficus; null if nothing does. */
  private @Nullable String why(Route route) {
    if (route.queue() instanceof QueueSpec.Webhook) {
      return "webhook: checked, queued, and delivered with retries";
    }
    if (route.queue() instanceof QueueSpec.Store) {
      return "storage-first: stored, worked on later, its result kept";
    }
    Stage stage = stages.apply(route);
    if (stage == null) {
      return "the gateway does not know it";
    }
    if (stage != Stage.RETIRED) {
      return "still in stage " + stage.word();
    }
    if (route.listener() == Listener.INTERNAL) {
      return "answers on the internal port, for functions";
    }
    if (!route.match().conditions().isEmpty()) {
      return "chosen by "
          + route.match().conditions().getFirst().part().name().toLowerCase(Locale.ROOT)
          + " "
          + route.match().conditions().getFirst().name();
    }
    if (NginxPath.of(route.match().path()) == null) {
      return "its path has an expression that nginx might read otherwise";
    }
    return switch (route.target()) {
      case Target.Respond(var response) ->
          NginxText.canSay(response.body()) ? null : "its answer holds what nginx cannot say";
      case Target.ToUpstream(var upstream) -> whyOf(route, upstream);
      case null -> "it has no target";
    };
  }

  private @Nullable String whyOf(Route route, Upstream upstream) {
    CircuitSpec circuit = upstream.circuit();
    if (circuit != null && circuit.mode() == CircuitSpec.Mode.ON) {
      return "the circuit of upstream " + upstream.name() + " is shared by the fleet";
    }
    for (FilterSpec filter : route.filters()) {
      if (filter.on() != FilterSpec.On.LEGACY && NginxFilter.lines(filter, secrets) == null) {
        return "filter " + filter.name();
      }
    }
    return whyOf(upstream, Side.TARGET) != null
        ? whyOf(upstream, Side.TARGET)
        : whyOf(route.rewrite(), route);
  }

  /** What an upstream needs of Ficus, whichever side it is. */
  static @Nullable String whyOf(Upstream upstream, Side side) {
    HostPolicy host = upstream.hostFor(side);
    List<String> hosts = upstream.urls().stream().map(URI::getRawAuthority).distinct().toList();
    if (host instanceof HostPolicy.Upstream && hosts.size() > 1) {
      return "each URL of upstream " + upstream.name() + " wants a Host of its own";
    }
    HeaderEdits headers = upstream.headers();
    boolean sayable = headers.set().values().stream().allMatch(NginxText::canSay);
    return sayable
        ? null
        : "a header of upstream " + upstream.name() + " holds what nginx cannot say";
  }

  private static @Nullable String whyOf(@Nullable Rewrite rewrite, Route route) {
    if (rewrite == null) {
      return null;
    }
    if (rewrite.changesQuery()) {
      return "rewrites the query";
    }
    NginxPath path = NginxPath.of(route.match().path());
    boolean sayable =
        path != null
            && path.groups().size() <= MOST_GROUPS
            && (rewrite.to() == null || path.replacement(rewrite.to()) != null);
    return sayable ? null : "its rewrite cannot be said with nginx";
  }

  /** A route that is tried first for the same path keeps the path with Ficus. */
  private @Nullable String shadowed(Route route) {
    for (Route other : table.routes()) {
      boolean samePlace =
          other.ordinal() != route.ordinal()
              && !other.isSubscriber()
              && other.listener() == route.listener()
              && !other.match().conditions().isEmpty()
              && other.match().path().equals(route.match().path());
      if (samePlace) {
        return "shares its path with " + other.id() + ", which is chosen by more than the path";
      }
    }
    return null;
  }
}
