package dev.ficus.functions.host;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** Says which function a part belongs to; the part exists only where that function runs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnRunningFunction.class)
public @interface OfFunction {

  /** The function. */
  FunctionName value();
}
