package dev.ficus.functions.defects;

import dev.ficus.functions.host.FunctionName;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The faults that are switched on, in this process and until it ends. */
@Component
public class Defects {

  private final Set<FunctionName> failing = ConcurrentHashMap.newKeySet();
  private final Map<FunctionName, Duration> slow = new ConcurrentHashMap<>();
  private volatile boolean rounding;

  Defects(@Value("${shop.defects.rounding:false}") boolean rounding) {
    this.rounding = rounding;
  }

  /** Whether orders round the tax of each line instead of the order's. */
  public boolean rounding() {
    return rounding;
  }

  void rounding(boolean on) {
    rounding = on;
  }

  boolean failing(FunctionName function) {
    return failing.contains(function);
  }

  void failing(FunctionName function, boolean on) {
    if (on) {
      failing.add(function);
    } else {
      failing.remove(function);
    }
  }

  /** How long the function waits before it starts to work; usually zero. */
  Duration delay(FunctionName function) {
    return slow.getOrDefault(function, Duration.ZERO);
  }

  void slow(FunctionName function, Duration delay) {
    if (delay.isZero()) {
      slow.remove(function);
    } else {
      slow.put(function, delay);
    }
  }

  State state() {
    var delays = new TreeMap<FunctionName, String>();
    slow.forEach((function, delay) -> delays.put(function, delay.toMillis() + "ms"));
    return new State(rounding, new TreeSet<>(failing), delays);
  }

  /** All switches at one time; a delay reads like {@code 200ms}. */
  record State(boolean rounding, Set<FunctionName> failing, Map<FunctionName, String> slow) {}
}
