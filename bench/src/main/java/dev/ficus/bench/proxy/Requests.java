package dev.ficus.bench.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The requests of a scenario, drawn once, so that both loads send every peer the same. */
record Requests(Body body, List<Request> list) {

  /** More than the routes of the largest table, so that a uniform draw reaches most of them. */
  private static final int DRAWN = 1 << 14;

  /** For large bodies: the loads hold each request whole. */
  private static final int DRAWN_LARGE = 1 << 8;

  private static final int USERS = 1_000;

  /** Who asks for what; every scenario names a user, only canary looks. */
  record Request(String path, String user) {}

  static Requests of(Scenario scenario) {
    Random random = new Random(1);
    int drawn = scenario.body() == Body.POST_LARGE ? DRAWN_LARGE : DRAWN;
    List<Request> list = new ArrayList<>(drawn);
    for (int i = 0; i < drawn; i++) {
      int route =
          switch (scenario.draw()) {
            case FIRST -> 0;
            case LAST -> scenario.routes() - 1;
            case UNIFORM -> random.nextInt(scenario.routes());
            case UNMATCHED -> -1;
          };
      String path = route < 0 ? "/pages/about/us/17" : "/api/v1/resource-" + route + "/4711/items";
      list.add(new Request(path, "user-" + random.nextInt(USERS)));
    }
    return new Requests(scenario.body(), List.copyOf(list));
  }

  /** One a line, for {@code requests.lua}. */
  void write(Path file) throws IOException {
    Files.write(file, list.stream().map(r -> r.path + "\t" + r.user).toList());
  }

  /** Each as the bytes that go over the wire. */
  List<byte[]> encoded(int port) {
    String payload = "x".repeat(body.sent);
    String length = body.sent > 0 ? "Content-Length: " + body.sent + "\r\n" : "";
    return list.stream()
        .map(
            r ->
                (body.method()
                        + " "
                        + r.path
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nX-User-Id: "
                        + r.user
                        + "\r\n"
                        + length
                        + "\r\n"
                        + payload)
                    .getBytes(StandardCharsets.US_ASCII))
        .toList();
  }
}
