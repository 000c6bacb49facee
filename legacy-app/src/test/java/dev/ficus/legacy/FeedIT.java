package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningShop.class)
class FeedIT {

  @Test
  void endsAfterTheCountedEvents(Shop shop) throws Exception {
    var feed = shop.get("/feed?every=10ms&count=3");

    assertThat(feed.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(feed.body().lines().filter(line -> line.startsWith("id:")))
        .containsExactly("id:1", "id:2", "id:3");
    assertThat(feed.body()).contains("event:offer", "data:{\"n\":1,");
  }

  @Test
  void goesOnWhereAReturningClientLeft(Shop shop) throws Exception {
    var feed =
        shop.send(shop.request("/feed?every=10ms&count=2").header("Last-Event-ID", "41").build());

    assertThat(feed.body().lines().filter(line -> line.startsWith("id:")))
        .containsExactly("id:42", "id:43");
  }

  @Test
  void theFirstEventArrivesBeforeTheSecondIsDue(Shop shop) throws Exception {
    var request = shop.request("/feed?every=1h").build();
    var feed = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());

    try (var lines =
        new BufferedReader(new InputStreamReader(feed.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("id:1");
    }
  }

  @Test
  void refusesAFeedThatWouldFloodTheReader(Shop shop) throws Exception {
    assertThat(shop.get("/feed?every=1ms").statusCode()).isEqualTo(400);
  }
}
