package dev.ficus.functions.host;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.core.env.Environment;

/**
 * The functions that this process runs: those that the property {@code functions} names, separated
 * by commas, or all of them if it is absent or empty.
 *
 * @param names at least one
 */
public record RunningFunctions(Set<FunctionName> names) {

  public RunningFunctions {
    names = Collections.unmodifiableSet(EnumSet.copyOf(names));
  }

  /**
   * What the environment asks for.
   *
   * @throws UnknownFunctionException if a name is not a function's
   */
  public static RunningFunctions of(Environment environment) {
    EnumSet<FunctionName> names = EnumSet.noneOf(FunctionName.class);
    Arrays.stream(environment.getProperty("functions", "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(FunctionName::of)
        .forEach(names::add);
    return new RunningFunctions(names.isEmpty() ? EnumSet.allOf(FunctionName.class) : names);
  }
}
