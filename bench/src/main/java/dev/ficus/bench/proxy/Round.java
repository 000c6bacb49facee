package dev.ficus.bench.proxy;

import java.io.IOException;
import java.util.List;

/**
 * What one peer showed in one round.
 *
 * @param processorMicros user and system time per request at full load
 * @param equalProcessorMicros the same at equal load
 * @param logBytes written to the access log per request
 */
record Round(
    double processorMicros,
    double equalProcessorMicros,
    double throughput,
    double p50Millis,
    double p99Millis,
    double logBytes,
    long failed) {

  /** What is compared. */
  enum Measure {
    PROCESSOR("cpu µs/req"),
    EQUAL_PROCESSOR("cpu µs/req at equal load"),
    THROUGHPUT("requests/s"),
    P50("p50 ms"),
    P99("p99 ms");

    final String title;

    Measure(String title) {
      this.title = title;
    }

    double of(Round round) {
      return switch (this) {
        case PROCESSOR -> round.processorMicros;
        case EQUAL_PROCESSOR -> round.equalProcessorMicros;
        case THROUGHPUT -> round.throughput;
        case P50 -> round.p50Millis;
        case P99 -> round.p99Millis;
      };
    }
  }

  /** At full load alone; the others are 0. */
  static Round measure(Running peer, FullLoad full, int seconds)
      throws IOException, InterruptedException {
    List<Long> pids = peer.pids();
    peer.cutLog();
    double before = ProcessCost.processorMicros(pids);
    WrkResult most = full.run(peer.port(), seconds);
    double micros = (ProcessCost.processorMicros(pids) - before) / most.requests();
    double logged = (double) peer.logged() / most.requests();
    return new Round(micros, 0, most.throughput(), 0, 0, logged, most.failed());
  }

  static Round measure(Running peer, FullLoad full, PacedLoad paced, double rate, int seconds)
      throws IOException, InterruptedException {
    List<Long> pids = peer.pids();
    peer.cutLog();
    double before = ProcessCost.processorMicros(pids);
    WrkResult most = full.run(peer.port(), seconds);
    double between = ProcessCost.processorMicros(pids);
    PacedResult equal = paced.run(rate, seconds);
    double after = ProcessCost.processorMicros(pids);
    long requests = most.requests() + equal.requests();
    return new Round(
        (between - before) / most.requests(),
        (after - between) / equal.requests(),
        most.throughput(),
        equal.p50Millis(),
        equal.p99Millis(),
        (double) peer.logged() / requests,
        most.failed() + equal.failed());
  }
}
