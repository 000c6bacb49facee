package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.StagePosition;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows routes and groups. */
final class RouteCalls {

  private final Routing routing;
  private final RouteViews views;

  /**
   * A group.
   *
   * @param stage absent if its routes are at different ones, like the weight
   * @param members the routes in full, where only this group is asked for
   */
  record GroupView(
      String name,
      List<String> routes,
      @Nullable String stage,
      @Nullable String weight,
      boolean paused,
      boolean drift,
      long revision,
      @Nullable List<RouteView> members) {}

  RouteCalls(Routing routing, RouteViews views) {
    this.routing = routing;
    this.views = views;
  }

  List<Operation> operations() {
    return List.of(
        Operation.read("/routes", this::routes),
        Operation.read("/routes/{id}", this::route),
        Operation.read("/routes/{id}/subscribers/{name}", this::route),
        Operation.read("/groups", this::groups),
        Operation.read("/groups/{group}", this::group));
  }

  private Answer routes(AdminCall call) {
    RoutingSnapshot snapshot = routing.snapshot();
    long revision = snapshot.state().revision().number();
    return Answer.ok(
            Map.of(
                "routes", snapshot.active().stream().map(views::of).toList(), "revision", revision))
        .withRevision(revision);
  }

  private Answer route(AdminCall call) {
    RoutingSnapshot snapshot = routing.snapshot();
    ActiveRoute active = snapshot.active(id(call));
    if (active == null) {
      throw unknown("route", id(call), ids(snapshot)).exception();
    }
    RouteView view = views.of(active);
    return Answer.ok(view).withRevision(view.revision());
  }

  /** A route's id, or {@code route/subscriber}. */
  static String id(AdminCall call) {
    String subscriber = call.variableOrNull("name");
    return call.variable("id") + (subscriber == null ? "" : Route.SUBSCRIBER + subscriber);
  }

  private Answer groups(AdminCall call) {
    RoutingSnapshot snapshot = routing.snapshot();
    return Answer.ok(
        Map.of(
            "groups",
            snapshot.table().groupNames().stream()
                .map(name -> view(snapshot, name, false))
                .toList()));
  }

  private Answer group(AdminCall call) {
    RoutingSnapshot snapshot = routing.snapshot();
    String name = call.variable("group");
    if (snapshot.table().group(name).isEmpty()) {
      throw unknown("group", name, snapshot.table().groupNames()).exception();
    }
    GroupView view = view(snapshot, name, true);
    return Answer.ok(view).withRevision(view.revision());
  }

  private GroupView view(RoutingSnapshot snapshot, String name, boolean full) {
    List<ActiveRoute> members = members(snapshot, name);
    List<RouteView> shown = members.stream().map(views::of).toList();
    List<StagePosition> positions = members.stream().map(RouteViews::position).distinct().toList();
    RouteView.At common = positions.size() == 1 ? RouteView.At.of(positions.getFirst()) : null;
    return new GroupView(
        name,
        shown.stream().map(RouteView::id).toList(),
        common == null ? null : common.stage(),
        common == null ? null : common.weight(),
        shown.stream().anyMatch(RouteView::paused),
        shown.stream().anyMatch(RouteView::drift),
        Cutovers.revisionOf(members),
        full ? shown : null);
  }

  static List<ActiveRoute> members(RoutingSnapshot snapshot, String group) {
    return snapshot.table().group(group).stream()
        .map(route -> Objects.requireNonNull(snapshot.active(route.id())))
        .toList();
  }

  static List<String> ids(RoutingSnapshot snapshot) {
    return snapshot.table().routes().stream().map(Route::id).toList();
  }

  static Problem unknown(String kind, String name, Collection<String> known) {
    return Problem.of(
        ProblemType.UNKNOWN_SUBJECT,
        "unknown " + kind + " '" + name + "'" + Suggestion.of(name, known));
  }
}
