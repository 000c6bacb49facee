package dev.ficus.cli.remote;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is cut over: a route, {@code @group}, or {@code route/subscriber}. */
public record Subject(String name) {

  public Subject {
    if (name.isEmpty() || name.equals("@") || name.startsWith("/") || name.endsWith("/")) {
      throw new CommandFailure(
          ExitCode.ERROR, "'" + name + "' (expected: a route, @group, or route/subscriber)");
    }
  }

  public boolean isGroup() {
    return name.startsWith("@");
  }

  public boolean isSubscriber() {
    return !isGroup() && name.indexOf('/') >= 0;
  }

  /**
   * The routes that it names, as far as answers are compared: one, or those of the group.
   *
   * @throws CommandFailure if it is a subscriber
   */
  public List<String> comparedRoutes(AdminClient client) {
    if (isSubscriber()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "'"
              + name
              + "' is a subscriber, whose deliveries are not compared (expected: a route, or"
              + " @group)");
    }
    if (!isGroup()) {
      return List.of(name);
    }
    List<String> routes = new ArrayList<>();
    for (JsonNode member : client.get(path()).path("members")) {
      Subject its = new Subject(member.path("id").asString(""));
      if (!its.isSubscriber()) {
        routes.add(its.name);
      }
    }
    return routes;
  }

  /** Its path in the API. */
  public String path() {
    if (isGroup()) {
      return AdminClient.path("/groups/{}", name.substring(1));
    }
    int slash = name.indexOf('/');
    return slash < 0
        ? AdminClient.path("/routes/{}", name)
        : AdminClient.path(
            "/routes/{}/subscribers/{}", name.substring(0, slash), name.substring(slash + 1));
  }
}
