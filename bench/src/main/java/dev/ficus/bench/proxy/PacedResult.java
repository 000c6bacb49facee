package dev.ficus.bench.proxy;

import org.HdrHistogram.Histogram;

/**
 * Latencies from the moment a request was due to the last byte of its answer.
 *
 * @param failed answers other than 200, broken connections, requests without an answer
 */
record PacedResult(long requests, long failed, double p50Millis, double p99Millis) {

  static PacedResult of(Histogram nanos, long failed) {
    return new PacedResult(
        nanos.getTotalCount(),
        failed,
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6);
  }
}
