package dev.ficus.cli.tools;

import dev.ficus.gateway.route.PathTemplate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints that a log or a document names, the busiest first.
 *
 * @param said where they are from, for people
 * @param counted whether it is known how often each was asked for
 */
record Endpoints(List<Counted> all, String said, boolean counted) {

  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  /** An endpoint, and how often it was asked for. */
  record Counted(Endpoint endpoint, long requests) {}

  /** From an access log; what the application does not have is left out. */
  static Endpoints ofLog(Path log) throws IOException {
    Map<Endpoint, Long> requests = new HashMap<>();
    long lines = 0;
    long unread = 0;
    try (BufferedReader reader = AccessLogLine.open(log)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines++;
        AccessLogLine its = AccessLogLine.parse(line);
        if (its == null) {
          unread++;
        } else if (its.status() != NOT_FOUND && its.status() != NOT_ALLOWED) {
          requests.merge(new Endpoint(its.method(), PathTemplate.of(its.path())), 1L, Long::sum);
        }
      }
    }
    String said = lines + " lines" + (unread == 0 ? "" : ", " + unread + " of them unreadable");
    return of(requests, said, true);
  }

  static Endpoints ofDocument(OpenApi document) {
    Map<Endpoint, Long> requests = new HashMap<>();
    document.endpoints().forEach(endpoint -> requests.put(endpoint, 0L));
    return of(requests, requests.size() + " operations", false);
  }

  private static Endpoints of(Map<Endpoint, Long> requests, String said, boolean counted) {
    List<Counted> busiest = new ArrayList<>();
    long unsayable = 0;
    for (Map.Entry<Endpoint, Long> its : requests.entrySet()) {
      if (its.getKey().isMatch()) {
        busiest.add(new Counted(its.getKey(), its.getValue()));
      } else {
        unsayable++;
      }
    }
    busiest.sort(
        Comparator.comparingLong(Counted::requests)
            .reversed()
            .thenComparing(its -> its.endpoint().path())
            .thenComparing(its -> its.endpoint().method()));
    Map<String, Counted> byShape = new LinkedHashMap<>();
    for (Counted its : busiest) {
      byShape.merge(
          its.endpoint().shape(),
          its,
          (a, b) -> new Counted(a.endpoint(), a.requests() + b.requests()));
    }
    List<Counted> all = new ArrayList<>(byShape.values());
    all.sort(Comparator.comparingLong(Counted::requests).reversed());
    String more = unsayable == 0 ? "" : ", " + unsayable + " paths that no route can say";
    return new Endpoints(all, said + more, counted);
  }
}
