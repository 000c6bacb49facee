package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Makes sure, before anything is measured, that a peer does what the scenario is about. */
final class Check {

  private static final int REQUESTS = 100;

  private Check() {}

  static void of(Peer peer, Running running, Scenario scenario, Requests requests, HttpClient http)
      throws IOException, InterruptedException {
    int target = 0;
    for (Requests.Request request : requests.list().subList(0, REQUESTS)) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + running.port() + request.path()))
                  .header("X-User-Id", request.user())
                  .method(
                      scenario.body().method(),
                      scenario.body().sent > 0
                          ? BodyPublishers.ofByteArray(new byte[scenario.body().sent])
                          : BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200 || answer.body().length != scenario.body().answered) {
        throw new IOException(
            "%s answers %s with %d and %d bytes"
                .formatted(peer.name(), request.path(), answer.statusCode(), answer.body().length));
      }
      if (answer.headers().firstValue(FixedUpstream.SIDE).orElse("").equals("target")) {
        target++;
      }
    }
    if (isFicus(peer) && !isExpected(scenario, target)) {
      throw new IOException(
          "%s sends %d of %d requests to the target in %s"
              .formatted(peer.name(), target, REQUESTS, scenario.name()));
    }
  }

  private static boolean isFicus(Peer peer) {
    return peer instanceof Ficus || peer instanceof FicusVariant;
  }

  private static boolean isExpected(Scenario scenario, int target) {
    if (scenario.draw() == Draw.UNMATCHED) {
      return target == 0;
    }
    return switch (scenario.stage()) {
      case LEGACY, SHADOW -> target == 0;
      case CANARY -> target > REQUESTS / 4 && target < REQUESTS * 3 / 4;
      case LIVE -> target == REQUESTS;
    };
  }
}
