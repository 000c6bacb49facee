package dev.ficus.cli.tour;

import dev.ficus.cli.remote.AdminClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Looks at how the demo is doing, and brings it back to its beginning. */
final class Watch {

  static final String ORDER = "get-order";
  static final String LEDGER = "payment-events/ledger";
  static final String MAILER = "payment-events/mailer";

  private final AdminClient admin;
  private final URI functions;
  private final Path statusFile;
  private final HttpClient http = HttpClient.newHttpClient();

  Watch(AdminClient admin, URI functions, Path statusFile) {
    this.admin = admin;
    this.functions = functions;
    this.statusFile = statusFile;
  }

  private static String subject(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? "/routes/" + name
        : "/routes/" + name.substring(0, slash) + "/subscribers/" + name.substring(slash + 1);
  }

  boolean isAt(String name, String stage) {
    return admin.get(subject(name)).path("stage").asString("").equals(stage);
  }

  /** Whether a gate of the route has failed. */
  boolean fails(String route) {
    return admin
        .get(subject(route))
        .path("gates")
        .valueStream()
        .anyMatch(gate -> gate.path("verdict").asString("").equals("fail"));
  }

  long dead(String subscriber) {
    return subscriber(subscriber).path("dead").asLong(0);
  }

  /** Whether every message was delivered. */
  boolean isDone(String subscriber) {
    JsonNode its = subscriber(subscriber);
    return its.path("waiting").asLong(0)
            + its.path("leased").asLong(0)
            + its.path("retrying").asLong(0)
            + its.path("replaying").asLong(0)
            + its.path("dead").asLong(0)
        == 0;
  }

  private JsonNode subscriber(String name) {
    for (JsonNode queue : admin.get("/queues").path("queues")) {
      for (JsonNode its : queue.path("subscribers")) {
        if (name.equals(queue.path("route").asString("") + "/" + its.path("name").asString(""))) {
          return its;
        }
      }
    }
    throw new IllegalStateException("the demo has no " + name);
  }

  /** Payments from now on. */
  Payments payments() {
    return new Payments(
        () ->
            ask(HttpRequest.newBuilder(functions.resolve("/ledger/operations")).build())
                .path("payment.record")
                .asLong(0),
        this::status);
  }

  private String status() {
    try {
      return Files.readString(statusFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a fresh demo is: the tax wrong, nothing else; the plan at its first step. */
  void restore() {
    defect("rounding", "{\"on\":true}");
    for (String function : new String[] {"orders", "provider", "mail"}) {
      defect("failing", "{\"function\":\"" + function + "\",\"on\":false}");
    }
    if (!isAt(LEDGER, "legacy")) {
      admin.send("POST", subject(LEDGER) + "/rollback", null, null);
    }
    if (!isAt(ORDER, "legacy") && !isAt(ORDER, "shadow")) {
      admin.send("POST", subject(ORDER) + "/rollback", null, null);
    }
    if (admin.get(subject(ORDER)).path("paused").asBoolean(false)) {
      admin.send("POST", subject(ORDER) + "/resume", null, null);
    }
  }

  private void defect(String kind, String wish) {
    var _ =
        ask(
            HttpRequest.newBuilder(functions.resolve("/defects/" + kind))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wish))
                .build());
  }

  private JsonNode ask(HttpRequest request) {
    try {
      return AdminClient.JSON.readTree(
          http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
