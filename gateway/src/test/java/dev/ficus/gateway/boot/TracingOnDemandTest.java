package dev.ficus.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.mock.env.MockEnvironment;

/** Who wants no traces has nothing of them in the context. */
class TracingOnDemandTest {

  private static final String BOOT = "org.springframework.boot.";
  private static final String[] CLASSES = {
    BOOT + "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
    BOOT + "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
    BOOT + "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
    BOOT + "micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
    null
  };

  /** Names alone decide. */
  private static final AutoConfigurationMetadata NOTHING = null;

  private static boolean[] match(MockEnvironment environment) {
    TracingOnDemand filter = new TracingOnDemand();
    filter.setEnvironment(environment);
    return filter.match(CLASSES, NOTHING);
  }

  @Test
  void nothingIsSetUpUnlessSomebodySaysWhereTracesGo() {
    assertThat(match(new MockEnvironment())).containsExactly(false, false, false, true, true);
  }

  @Test
  void thenItIsButForSpansOfObservations() {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty(TracingConfiguration.ENDPOINT, "http://localhost:4318/v1/traces");
    assertThat(match(environment)).containsExactly(true, true, false, true, true);
  }
}
