package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A large migration has one file with thousands of routes. */
class ReaderSpeedTest {

  static String manyRoutes(int count) {
    StringBuilder out =
        new StringBuilder("upstreams:\n  monolith: { url: \"http://localhost:9001\" }\nroutes:\n");
    for (int i = 0; i < count; i++) {
      out.append(
          """
            - id: route-%1$d
              match: GET /api/area-%1$d/items/{id}   # as today
              target: monolith
              rewrite: { path: "/items/{id}" }
              stage: canary
              canary: { weight: 10%%, stickyBy: [ "header:X-User-Id", "cookie:SESSION" ] }
          """
              .formatted(i));
    }
    return out.toString();
  }

  /** Of this thread's processor time, since others may be busy on the machine: the best of five. */
  private static Duration timeToRead(byte[] bytes, Class<? extends Reading> expected) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = threads.getCurrentThreadCpuTime();
      Reading reading = Sources.read(bytes);
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
      assertThat(reading).isInstanceOf(expected);
    }
    return Duration.ofNanos(best);
  }

  @Test
  void tenThousandRoutesAreReadWithinASecond() {
    byte[] bytes = manyRoutes(10_000).getBytes(StandardCharsets.UTF_8);
    assertThat(timeToRead(bytes, Reading.Good.class)).isLessThan(Duration.ofSeconds(1));
  }

  /** A message for each of many wrong routes must not cost a walk through the file. */
  @Test
  void tenThousandWrongRoutesAreReportedWithinASecond() {
    byte[] bytes =
        manyRoutes(10_000)
            .replace("rewrite: { path: \"/items/{id}\" }", "rewirte:\n      path: /x")
            .replace("stage: canary", "stage:\n      - canary")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(((Reading.Bad) Sources.read(bytes)).violations()).hasSize(20_000);
    assertThat(timeToRead(bytes, Reading.Bad.class)).isLessThan(Duration.ofSeconds(1));
  }
}
