package dev.ficus.gateway.boot;

import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.tracing.OtelTraces;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Traces, where Spring Boot's own properties say where they go. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingConfiguration.ENDPOINT)
class TracingConfiguration {

  static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  @Bean
  @ConditionalOnBooleanProperty(name = "management.tracing.export.enabled", matchIfMissing = true)
  Traces traces(OpenTelemetry telemetry) {
    return new OtelTraces(telemetry.getTracer("dev.ficus.gateway"));
  }
}
