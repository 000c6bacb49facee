package dev.ficus.legacy.feed;

import dev.ficus.legacy.answers.Rules;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What goes on in the shop, an event at a time. */
@RestController
class Feed {

  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Clock clock;

  Feed(Clock clock) {
    this.clock = clock;
  }

  /**
   * Opens a feed; its ids go on after the one that a returning client saw last.
   *
   * @param every the time between two events, at least 10 ms, such as {@code 100ms}
   * @param count after how many events the feed ends, or 0 for never
   */
  @GetMapping("/feed")
  ResponseEntity<SseEmitter> open(
      @RequestParam(defaultValue = "1s") @DurationFormat(style = DurationFormat.Style.SIMPLE)
          Duration every,
      @RequestParam(defaultValue = "0") int count,
      @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long last) {
    Rules.between("every", (int) Math.min(every.toMillis(), Integer.MAX_VALUE), 10, 3_600_000);
    Rules.atLeast("count", count, 0);
    var emitter = new SseEmitter(0L);
    long end = count == 0 ? Long.MAX_VALUE : last + count;
    readers.execute(() -> run(emitter, last + 1, end, every));
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .body(emitter);
  }

  private void run(SseEmitter emitter, long first, long end, Duration every) {
    try {
      for (long n = first; n <= end; n++) {
        emitter.send(event(n));
        if (n < end) {
          Thread.sleep(every);
        }
      }
      emitter.complete();
    } catch (IOException | IllegalStateException gone) {
      // The reader left, and the container ends the request; nobody is there to be told.
      emitter.complete();
    } catch (InterruptedException closing) {
      emitter.complete();
      Thread.currentThread().interrupt();
    }
  }

  private SseEmitter.SseEventBuilder event(long n) {
    var offer = new Offer(n, 1 + n % 60, clock.instant());
    return SseEmitter.event()
        .id(Long.toString(n))
        .name("offer")
        .data(offer, MediaType.APPLICATION_JSON);
  }

  /** Ends all feeds before the server starts to wait for its requests, or it would wait in vain. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    readers.shutdownNow();
  }

  record Offer(long n, long productId, Instant at) {}
}
