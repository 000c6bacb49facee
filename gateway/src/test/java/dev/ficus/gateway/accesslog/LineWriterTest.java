package dev.ficus.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineWriterTest {

  @Test
  void everyLineIsWrittenInTheOrderOfItsThread() throws Exception {
    int threads = 4;
    int each = 10_000;
    List<String> written = new ArrayList<>();
    try (LineWriter writer =
        new LineWriter("test", batch -> written.addAll(batch.lines().toList()))) {
      List<Thread> adding = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String name = "t" + t + " ";
        adding.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < each; i++) {
                        writer.add(name + i);
                      }
                    }));
      }
      for (Thread thread : adding) {
        thread.join();
      }
    }
    assertThat(written).hasSize(threads * each);
    for (int t = 0; t < threads; t++) {
      String name = "t" + t + " ";
      List<String> its = written.stream().filter(line -> line.startsWith(name)).toList();
      assertThat(its.getFirst()).isEqualTo(name + 0);
      assertThat(its.getLast()).isEqualTo(name + (each - 1));
    }
  }

  @Test
  void aLineAfterSilenceWakesTheWriter() throws Exception {
    for (int i = 0; i < 100; i++) {
      CountDownLatch written = new CountDownLatch(1);
      try (LineWriter writer = new LineWriter("test", _ -> written.countDown())) {
        writer.add("one");
        written.await();
      }
    }
  }

  @Test
  void linesAreDroppedAndCountedWhenTheFileStalls() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    AtomicInteger written = new AtomicInteger();
    long dropped;
    int lines = 100_000;
    try (LineWriter writer =
        new LineWriter(
            "test",
            batch -> {
              entered.countDown();
              try {
                stalled.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              written.addAndGet((int) batch.lines().count());
            })) {
      writer.add("first");
      entered.await();
      for (int i = 0; i < lines; i++) {
        writer.add("more");
      }
      dropped = writer.dropped();
      stalled.countDown();
    }
    assertThat(dropped).isPositive();
    assertThat(written.get() + dropped).isEqualTo(lines + 1L);
  }
}
