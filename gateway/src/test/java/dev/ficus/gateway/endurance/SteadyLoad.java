package dev.ficus.gateway.endurance;

import dev.ficus.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Requests at a steady pace from several clients, each timed from when it was due. */
final class SteadyLoad {

  private static final int CLIENTS = 4;

  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /** How it went. */
  record Outcome(int requests, List<String> failures, double p50, double p99) {

    @Override
    public String toString() {
      return "%,d requests, %d failed, p50 %.1f ms, p99 %.1f ms"
          .formatted(requests, failures.size(), p50, p99);
    }
  }

  /**
   * Begins.
   *
   * @param port where the next request goes
   */
  SteadyLoad(IntSupplier port, String path, String expected, Duration pace) {
    for (int i = 0; i < CLIENTS; i++) {
      threads.add(Thread.ofVirtual().start(() -> run(port, path, expected, pace)));
    }
  }

  private void run(IntSupplier port, String path, String expected, Duration pace) {
    long due = System.nanoTime();
    while (!ended) {
      try {
        HttpResponse<String> answer =
            TestGateway.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port.getAsInt() + path))
                    .timeout(Duration.ofSeconds(20))
                    .build());
        if (!answer.body().equals(expected)) {
          failures.add(answer.statusCode() + " " + answer.body());
        }
        nanos.add(System.nanoTime() - due);
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        return;
      }
      due += pace.toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  Outcome end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(30));
    }
    List<Long> all = new ArrayList<>(nanos);
    all.sort(Long::compare);
    return new Outcome(
        all.size() + failures.size(),
        List.copyOf(failures),
        quantile(all, 0.5),
        quantile(all, 0.99));
  }

  private static double quantile(List<Long> sorted, double q) {
    return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * q)) / 1e6;
  }
}
