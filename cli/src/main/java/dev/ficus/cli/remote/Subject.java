package dev.ficus.cli.remote;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;

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
