package dev.ficus.functions.host;

import java.util.Map;
import java.util.Objects;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches a part whose function is among the running ones. */
final class OnRunningFunction implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    Map<String, ?> attributes =
        Objects.requireNonNull(metadata.getAnnotationAttributes(OfFunction.class.getName()));
    return RunningFunctions.of(context.getEnvironment())
        .names()
        .contains((FunctionName) Objects.requireNonNull(attributes.get("value")));
  }
}
