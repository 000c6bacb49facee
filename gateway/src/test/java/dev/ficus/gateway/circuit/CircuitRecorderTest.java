package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class CircuitRecorderTest {

  @Test
  void drainingTakesWhatCameSinceTheLastTime() {
    CircuitRecorder recorder = new CircuitRecorder(new LongAdder());
    assertThat(recorder.drain()).isSameAs(CallCounts.NONE);
    recorder.add(false, false);
    recorder.add(true, false);
    recorder.add(false, true);
    recorder.add(true, true);
    assertThat(recorder.drain()).isEqualTo(new CallCounts(4, 2, 2));
    recorder.add(true, false);
    assertThat(recorder.drain()).isEqualTo(new CallCounts(1, 1, 0));
    assertThat(recorder.drain().isEmpty()).isTrue();
  }

  @Test
  void callsThatAllWentWellCanBeLeftForLater() {
    CircuitRecorder recorder = new CircuitRecorder(new LongAdder());
    recorder.add(false, false);
    assertThat(recorder.drainTrouble().isEmpty()).isTrue();
    recorder.add(true, false);
    assertThat(recorder.drainTrouble()).isEqualTo(new CallCounts(2, 1, 0));
    recorder.add(false, true);
    assertThat(recorder.drainTrouble()).isEqualTo(new CallCounts(1, 0, 1));
    recorder.add(false, false);
    assertThat(recorder.drainTrouble().isEmpty()).isTrue();
    assertThat(recorder.drain()).isEqualTo(new CallCounts(1, 0, 0));
  }

  @Test
  void noCallIsLostOrCountedTwiceWhileItIsDrained() throws Exception {
    CircuitRecorder recorder = new CircuitRecorder(new LongAdder());
    int each = 200_000;
    long calls = 0;
    long failures = 0;
    long slow = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> adders = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        adders.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    recorder.add(i % 4 == 0, i % 5 == 0);
                  }
                }));
      }
      boolean running = true;
      while (running) {
        running = adders.stream().anyMatch(adder -> !adder.isDone());
        CallCounts drained = recorder.drain();
        calls += drained.calls();
        failures += drained.failures();
        slow += drained.slow();
      }
      for (Future<?> adder : adders) {
        adder.get();
      }
    }
    assertThat(calls).isEqualTo(4L * each);
    assertThat(failures).isEqualTo(each);
    assertThat(slow).isEqualTo(4L * each / 5);
  }
}
