package dev.ficus.gateway.boot;

import dev.ficus.gateway.route.RouteFile;
import java.util.List;

/** The route files whose table is in force. */
final class FilesInForce {

  private volatile List<RouteFile> files = List.of();

  List<RouteFile> files() {
    return files;
  }

  void are(List<RouteFile> now) {
    files = List.copyOf(now);
  }
}
