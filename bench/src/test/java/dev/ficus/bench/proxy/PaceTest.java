package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  private final AtomicLong now = new AtomicLong(12_345);
  private EmbeddedChannel channel = new EmbeddedChannel();

  @Test
  void stallIsChargedToAllThatHadToWaitBehindIt() {
    Pace pace = start(10);
    assertThat(isSent()).isTrue();
    pass(100);

    answer(OK);
    for (int i = 1; i < 10; i++) {
      assertThat(isSent()).isTrue();
      answer(OK);
    }

    // Due at 0, 1, … 9 ms and answered at 100 ms, though all but the first took no time at all.
    PacedResult result = pace.result().join();
    assertThat(result.requests()).isEqualTo(10);
    assertThat(result.p50Millis()).isEqualTo(95, within(1.0));
    assertThat(result.p99Millis()).isEqualTo(100, within(1.0));
  }

  @Test
  void nothingIsSentBeforeItIsDue() {
    Pace pace = start(2);
    assertThat(isSent()).isTrue();
    answer(OK);
    assertThat(isSent()).isFalse();

    pass(1);

    assertThat(isSent()).isTrue();
    assertThat(pace.result()).isNotDone();
  }

  @Test
  void refusedAndBrokenRequestsFailAndHaveNoLatency() {
    Pace pace = start(2);
    pass(5);
    answer(BUSY);
    channel.close();

    assertThat(pace.result().join()).extracting("requests", "failed").containsExactly(0L, 2L);
  }

  @Test
  void whatHasNoAnswerWhenTheTimeIsUpHasFailed() {
    Pace pace = start(3);
    answer(OK);

    assertThat(pace.giveUp()).extracting("requests", "failed").containsExactly(1L, 2L);
  }

  /** A thousand requests per second on one connection. */
  private Pace start(long total) {
    List<byte[]> requests = List.of("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    Pace pace = new Pace(requests, 1_000, total, now::get);
    channel = new EmbeddedChannel(new HttpResponseDecoder(), pace.connection());
    channel.freezeTime();
    pace.start(channel.eventLoop());
    return pace;
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private boolean isSent() {
    ByteBuf sent = channel.readOutbound();
    return sent != null && sent.release();
  }

  private void answer(String response) {
    channel.writeInbound(Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII));
  }
}
