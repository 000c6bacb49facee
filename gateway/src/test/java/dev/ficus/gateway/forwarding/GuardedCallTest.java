package dev.ficus.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitTables;
import dev.ficus.gateway.circuit.CircuitView;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FakeCircuitStore;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedCallTest {

  private static final Outcome COUNTS =
      ForwardingTable.of(Failure.RESET, Progress.SENT, true, false);
  private static final Outcome COUNTS_NOT =
      ForwardingTable.of(Failure.NO_CONNECTION, Progress.NOTHING_SENT, true, false);

  private final Circuits circuits =
      new Circuits(
          new FakeCircuitStore(), new Resilience4jBreakers(System::nanoTime), () -> 0, "test");
  private final RouteTable table = CircuitTables.table(CircuitTables.slow(Duration.ofMillis(100)));
  private GuardedCall call;

  @BeforeEach
  void begin() {
    circuits.use(table);
    Route route = table.routes().getFirst();
    Upstream upstream = ((Target.ToUpstream) route.target()).upstream();
    call = new GuardedCall(circuits.admit(route, upstream, 0), 0);
  }

  private CallCounts counted() {
    circuits.tick();
    circuits.refresh();
    return circuits.views().stream()
        .filter(view -> view.key().equals(new CircuitKey("orders", "a")))
        .map(CircuitView::window)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWholeAnswerIsASuccess() {
    call.answered(200, false, 1);
    assertThat(counted()).isEqualTo(CallCounts.NONE);
    call.completed();
    assertThat(counted()).isEqualTo(new CallCounts(1, 0, 0));
  }

  @Test
  void aStreamIsJudgedByItsHead() {
    call.answered(200, true, 1);
    call.failed(COUNTS, 2);
    assertThat(counted()).isEqualTo(new CallCounts(1, 0, 0));
  }

  @Test
  void aServersErrorCountsOnce() {
    call.answered(503, false, 1);
    call.completed();
    call.failed(COUNTS, 3);
    assertThat(counted()).isEqualTo(new CallCounts(1, 1, 0));
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() {
    call.answered(200, false, 1);
    call.failed(COUNTS, 2);
    call.completed();
    assertThat(counted()).isEqualTo(new CallCounts(1, 1, 0));
  }

  @Test
  void whatIsNotTheUpstreamsFaultCountsNeitherWay() {
    call.failed(COUNTS_NOT, 2);
    call.completed();
    assertThat(counted()).isEqualTo(CallCounts.NONE);
  }

  @Test
  void whoGoesAwayCountsNeitherWay() {
    call.answered(200, false, 1);
    call.abandoned();
    call.completed();
    assertThat(counted()).isEqualTo(CallCounts.NONE);
  }

  @Test
  void howSlowItWasIsMeasuredToTheHead() {
    call.answered(200, false, Duration.ofMillis(150).toNanos());
    call.completed();
    assertThat(counted()).isEqualTo(new CallCounts(1, 0, 1));
  }

  @Test
  void aRefusalIsNoCall() {
    Admission.Refuse refused = new Admission.Refuse(new CircuitKey("orders", "a"), 0, 1, null);
    assertThatThrownBy(() -> new GuardedCall(refused, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
