package dev.ficus.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Lease;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.RetrySchedule;
import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.Upstream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What receivers of notices get, and what becomes of a notice that is not taken. */
class NoticeTest {

  private static final MessageId ID = new MessageId("notify", "0".repeat(32));

  private final List<String> sent = new ArrayList<>();
  private final ReceiverSpec pager =
      new ReceiverSpec(
          new Located<>("pager", Position.ofFile("routes/test.yaml")),
          URI.create("https://pager.example:8443/x/t0ken?k=1"),
          Set.of(NotifyEvent.ROLLBACK),
          null);

  private DeliveryVerdict deliver(Courier courier, String event) {
    Message message =
        new Message(
            ID,
            "POST",
            "/notify/" + event,
            null,
            List.of(new Header("Ficus-Event", event)),
            Body.EMPTY,
            Instant.EPOCH,
            null);
    Lease lease = new Lease(ID, "pager", "worker", 1, 0);
    return new NoticeDelivery(courier, () -> pager, () -> null)
        .deliver(new LeasedMessage(message, lease, 1, null));
  }

  private Courier answering(int status) {
    return (upstream, parcel) -> {
      sent.add(upstream.urls().getFirst() + " " + parcel.target());
      return new Courier.Received(status, List.of(), Body.EMPTY);
    };
  }

  @Test
  void isJsonWhateverItSays() {
    Notice notice =
        new Notice(
            "rollback:@a:7",
            NotifyEvent.ROLLBACK,
            Instant.parse("2026-11-29T03:12:00Z"),
            "@a",
            "plan",
            "a \"quote\",\na \\ and \u0001 and 10 → 0",
            7,
            Map.of("get-order", "canary 10% → legacy"));
    JsonNode json = JsonMapper.shared().readTree(notice.json("shop", "host:8080"));
    assertThat(json.propertyNames())
        .containsExactly(
            "id",
            "event",
            "at",
            "fleet",
            "instance",
            "subject",
            "who",
            "reason",
            "revision",
            "details");
    assertThat(json.get("event").asString()).isEqualTo("rollback");
    assertThat(json.get("reason").asString()).isEqualTo(notice.reason());
    assertThat(json.get("revision").asLong()).isEqualTo(7);
    assertThat(json.get("details").get("get-order").asString()).isEqualTo("canary 10% → legacy");
  }

  @Test
  void goesToTheWholeUrlIfItIsWanted() {
    assertThat(deliver(answering(204), "rollback")).isInstanceOf(DeliveryVerdict.Done.class);
    assertThat(deliver(answering(204), "reload-failed")).isInstanceOf(DeliveryVerdict.Done.class);
    assertThat(sent).containsExactly("https://pager.example:8443 /x/t0ken?k=1");
  }

  @Test
  void isTriedAgainAndNobodyReadsTheUrl() {
    Courier refusing =
        (Upstream _, Courier.Parcel _) -> {
          throw new Courier.FailedException(Failure.REFUSED, false, null);
        };
    for (Courier courier : List.of(answering(500), answering(404), refusing)) {
      DeliveryVerdict verdict = deliver(courier, "rollback");
      assertThat(verdict).isInstanceOf(DeliveryVerdict.Retry.class);
      assertThat(verdict.toString()).doesNotContain("t0ken");
    }
    assertThat(pager.toString()).doesNotContain("t0ken", "pager.example");
  }

  @Test
  void isADeadLetterAfterTenAttemptsInAboutSeventyMinutes() {
    RetrySchedule schedule = Handling.NOTICES.policy().retry();
    Duration together = Duration.ZERO;
    for (int attempt = 1; attempt < 10; attempt++) {
      assertThat(schedule.hasNextAfter(attempt)).isTrue();
      together = together.plus(schedule.pauseAfter(attempt, null, new SplittableRandom(attempt)));
    }
    assertThat(schedule.hasNextAfter(10)).isFalse();
    assertThat(together).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(80));
  }
}
