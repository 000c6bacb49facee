package dev.ficus.gateway.boot;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what Spring Boot sets up for traces unless somebody wants them, and in any case what
 * would make spans of observations: both entries make their own, and a request is to have one.
 */
final class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

  private static final String OF_OBSERVATIONS =
      "org.springframework.boot.micrometer.tracing.autoconfigure.";

  private static final List<String> OF_TRACES =
      List.of(
          "org.springframework.boot.micrometer.tracing.opentelemetry.",
          "org.springframework.boot.opentelemetry.");

  private @Nullable Environment environment;

  @Override
  public void setEnvironment(Environment its) {
    environment = its;
  }

  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    boolean wanted =
        Objects.requireNonNull(environment).containsProperty(TracingConfiguration.ENDPOINT);
    Predicate<@Nullable String> stays =
        name ->
            name == null
                || !name.startsWith(OF_OBSERVATIONS)
                    && (wanted || OF_TRACES.stream().noneMatch(name::startsWith));
    boolean[] answers = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      answers[i] = stays.test(classes[i]);
    }
    return answers;
  }
}
