package dev.ficus.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.circuit.FailureListing;
import dev.ficus.gateway.circuit.FailureQueue;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureRecorderTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final List<FailedRequest> written = new ArrayList<>();
  private final FailureQueue queue =
      new FailureQueue(
          new FailureLedger() {
            @Override
            public void append(List<Entry> entries) {
              entries.forEach(entry -> written.add(entry.request()));
            }

            @Override
            public FailureListing read(FailureFilter filter, int limit) {
              throw new UnsupportedOperationException();
            }
          },
          10,
          () -> 0);
  private final FailureRecorder recorder = new FailureRecorder(queue, "me");

  private record Head(Map<String, String> headers) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String rawPath() {
      return "/path";
    }

    @Override
    public String rawQuery() {
      return "secret=1";
    }

    @Override
    public String host() {
      return "shop.example";
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public String clientAddress() {
      return "192.0.2.1";
    }

    @Override
    public Listener listener() {
      return Listener.PUBLIC;
    }
  }

  private record Ended(RequestHead request, @Nullable String upstream, int status, String outcome)
      implements CompletedExchange {
    @Override
    public String protocol() {
      return "HTTP/1.1";
    }

    @Override
    public String route() {
      return "r";
    }

    @Override
    public Side side() {
      return Side.TARGET;
    }

    @Override
    public boolean fellBack() {
      return false;
    }

    @Override
    public long nanos() {
      return 5_000_000;
    }

    @Override
    public long bodyBytes() {
      return 0;
    }
  }

  private static Ended ended(int status, String outcome, String... traceparent) {
    Map<String, String> headers =
        traceparent.length == 0 ? Map.of() : Map.of("traceparent", traceparent[0]);
    return new Ended(new Head(headers), "orders", status, outcome);
  }

  private List<FailedRequest> written() {
    queue.flush();
    return written;
  }

  @Test
  void anUpstreamsFailureIsWrittenDown() {
    recorder.completed(ended(502, Failure.RESET.word(), "00-" + TRACE + "-b7ad6b7169203331-01"));
    FailedRequest failed = written().getFirst();
    assertThat(failed.outcome()).isEqualTo("reset");
    assertThat(failed.status()).isEqualTo(502);
    assertThat(failed.path()).isEqualTo("/path");
    assertThat(failed.traceId()).isEqualTo(TRACE);
    assertThat(failed.duration()).hasMillis(5);
    assertThat(failed.instance()).isEqualTo("me");
  }

  @Test
  void soIsAServersError() {
    recorder.completed(ended(500, CompletedExchange.OK));
    assertThat(written().getFirst().outcome()).isEqualTo("status");
  }

  @Test
  void soIsWhatTheOtherSideTook() {
    recorder.fellBack(ended(0, CompletedExchange.OK), Failure.REFUSED);
    assertThat(written().getFirst().outcome()).isEqualTo("refused");
    assertThat(written().getFirst().status()).isZero();
  }

  @Test
  void whatIsNobodysFaultOrTheClientsIsNot() {
    recorder.completed(ended(200, CompletedExchange.OK));
    recorder.completed(ended(404, CompletedExchange.OK));
    recorder.completed(ended(499, Failure.CLIENT_GONE.word()));
    recorder.completed(ended(503, Failure.CIRCUIT_OPEN.word()));
    recorder.fellBack(ended(0, CompletedExchange.OK), Failure.CIRCUIT_OPEN);
    recorder.completed(ended(408, "too-slow"));
    recorder.completed(new Ended(new Head(Map.of()), null, 502, Failure.RESET.word()));
    assertThat(written()).isEmpty();
  }

  @Test
  void aTraceThatCannotBeReadIsNone() {
    for (String odd : List.of("", "00", "00-" + TRACE, "00_" + TRACE + "-1-01", "x".repeat(80))) {
      recorder.completed(ended(502, Failure.RESET.word(), odd));
    }
    assertThat(written()).hasSize(5).allSatisfy(it -> assertThat(it.traceId()).isNull());
  }
}
