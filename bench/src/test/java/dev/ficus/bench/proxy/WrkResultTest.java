package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WrkResultTest {

  private static final String OUTPUT =
      """
      Running 2s test @ http://127.0.0.1:8080/
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     2.13ms    1.04ms  21.40ms   88.12%
          Req/Sec    30.15k     2.01k   33.60k    70.00%
        60123 requests in 2.00s, 31.53MB read
      Requests/sec:  30024.11
      Transfer/sec:     15.75MB
      ficus-bench requests=60123 micros=2002490 failed=3
      """;

  @Test
  void lineOfTheScriptIsFoundBehindWhatWrkSays() {
    assertThat(WrkResult.parse(OUTPUT)).isEqualTo(new WrkResult(60_123, 2.00249, 3));
  }

  @Test
  void throughputIsByTheTimeThatItReallyTook() {
    assertThat(new WrkResult(1_000, 2.5, 0).throughput()).isEqualTo(400);
  }

  @Test
  void whatWrkSaysInsteadIsShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WrkResult.parse("unable to connect to 127.0.0.1:8080"))
        .withMessageContaining("unable to connect");
  }

  @Test
  void lineWithoutAllFiguresIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WrkResult.parse("ficus-bench requests=1 micros=2"));
  }
}
