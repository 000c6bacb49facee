package dev.ficus.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.queue.DeliveryVerdict.Dead;
import dev.ficus.gateway.queue.DeliveryVerdict.Done;
import dev.ficus.gateway.queue.DeliveryVerdict.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberPolicyTest {

  private static final SubscriberPolicy POLICY =
      new SubscriberPolicy(
          null, 1, RetrySchedule.DEFAULT, Set.of(400, 410), Duration.ofSeconds(1), 5);

  @Test
  void webhookIsDoneBy2xxDeadByNeverAndElseRetried() {
    assertThat(POLICY.judge(200, null, null)).isInstanceOf(Done.class);
    assertThat(POLICY.judge(299, null, null)).isInstanceOf(Done.class);
    assertThat(POLICY.judge(410, null, null))
        .isEqualTo(new Dead("status 410, which is never retried", null));
    Duration after = Duration.ofSeconds(9);
    for (int status : List.of(199, 300, 404, 422, 500, 503)) {
      assertThat(POLICY.judge(status, after, "target"))
          .isEqualTo(new Retry(after, "status " + status, null, "target"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 599})
  void functionThatAsksToComeAgainIsAskedAgain(int status) {
    StoredAnswer answer = new StoredAnswer(status, List.of(), Body.EMPTY);
    assertThat(POLICY.judge(answer, null, null))
        .isEqualTo(new Retry(null, "status " + status, answer, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 400, 404, 410, 422, 499})
  void anyOtherAnswerOfAFunctionIsTheResult(int status) {
    StoredAnswer answer = new StoredAnswer(status, List.of(), Body.EMPTY);
    assertThat(POLICY.judge(answer, null, null)).isEqualTo(new Done(answer));
  }

  @Test
  void nonsenseIsRefused() {
    Duration second = Duration.ofSeconds(1);
    RetrySchedule retry = RetrySchedule.DEFAULT;
    assertThatThrownBy(() -> new SubscriberPolicy(null, 0, retry, Set.of(), second, 5))
        .hasMessageContaining("concurrency");
    assertThatThrownBy(() -> new SubscriberPolicy(null, 1, retry, Set.of(), Duration.ZERO, 5))
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> new SubscriberPolicy(null, 1, retry, Set.of(), second, 0))
        .hasMessageContaining("lapses");
    assertThatThrownBy(() -> new Rate(0, second)).hasMessageContaining("rate");
    assertThat(new Rate(50, second).interval()).isEqualTo(Duration.ofMillis(20));
  }
}
