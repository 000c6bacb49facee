package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** Whoever listens to the live feed hears what changes. */
class AdminEventsIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  private static HttpRequest.Builder events() {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:" + AdminServer.port() + "/admin/v1/events"));
  }

  @Test
  void changesAreToldAsTheyHappen() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try {
      HttpResponse<Stream<String>> feed =
          client.send(
              events().header("Authorization", "Bearer " + AdminServer.SECRET).build(),
              HttpResponse.BodyHandlers.ofLines());
      assertThat(feed.statusCode()).isEqualTo(200);
      assertThat(feed.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(feed.headers().firstValue("Cache-Control")).hasValue("no-store");
      try (Stream<String> lines = feed.body()) {
        Iterator<String> heard = lines.iterator();
        assertThat(dataOf("hello", heard)).contains("\"instance\":\"gateway:8080\"");

        call("PUT", "/routes/search/stage").json("{'stage':'live','reason':'why not'}").send();
        assertThat(dataOf("revision", heard)).isEqualTo("{\"revision\":1}");
        assertThat(dataOf("audit", heard))
            .contains("\"subject\":\"search\"", "\"reason\":\"why not\"");

        AdminServer.files.broken = true;
        assertThat(dataOf("configuration", heard)).contains("\"errors\":1");
      }
    } finally {
      // To close it would wait for the end of the feed.
      client.shutdownNow();
    }
  }

  /** Reads on to an event of that name. */
  private static String dataOf(String name, Iterator<String> lines) {
    while (lines.hasNext()) {
      if (lines.next().equals("event:" + name)) {
        return lines.next().substring("data:".length());
      }
    }
    throw new AssertionError("the feed ended without " + name);
  }

  /** An open dashboard does not hold up the end of the gateway. */
  @Test
  void theFeedEndsWhenTheGatewayDoes() throws Exception {
    Sinks.Empty<Void> end = Sinks.empty();
    AdminCall call =
        new AdminCall(
            new Caller("someone", AdminToken.Role.VIEWER, null),
            Map.of(),
            Map.of(),
            null,
            new byte[0]);
    Answer answer =
        new EventCalls(AdminServer.services(), end.asMono())
            .operations()
            .getFirst()
            .handler()
            .handle(call);
    CountDownLatch greeted = new CountDownLatch(1);
    CompletableFuture<Long> heard =
        Objects.requireNonNull(answer.stream())
            .doOnNext(_ -> greeted.countDown())
            .count()
            .toFuture();
    assertThat(greeted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).isNotDone();
    end.tryEmitEmpty();
    assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void nobodyListensWithoutAToken() {
    assertThat(AdminServer.bare("GET", "/admin/v1/events").send().status()).isEqualTo(401);
  }

  @Test
  void headDoesNotWaitForEvents() {
    assertThat(call("HEAD", "/events").send().status()).isEqualTo(200);
  }
}
