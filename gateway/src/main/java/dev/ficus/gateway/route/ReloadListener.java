package dev.ficus.gateway.route;

import java.util.List;

/** Hears how reloads of the route files end. */
public interface ReloadListener {

  /** Something new is in force. */
  void reloaded(List<RouteFile> files);

  /** A file that changed is not in force, and its last good version stays. */
  void refused(String file, List<Violation> violations);

  /** Hears nothing. */
  static ReloadListener none() {
    return new ReloadListener() {
      @Override
      public void reloaded(List<RouteFile> files) {}

      @Override
      public void refused(String file, List<Violation> violations) {}
    };
  }
}
