package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Weight;
import java.nio.charset.StandardCharsets;

/**
 * The clients of a canary: each key falls into one of 10,000 buckets, and a weight takes the first
 * of them. Raising it therefore only adds clients, and lowering it removes those added last. The
 * bucket depends on nothing but the name and the key, so all instances agree, across restarts too.
 */
public final class Cohort {

  private final String prefix;

  /**
   * @param name the group's, or the route's where it has none: who shares it shares buckets
   */
  public Cohort(String name) {
    // The length keeps "a:b" + "c" apart from "a" + "b:c".
    prefix = name.length() + ":" + name + ":";
  }

  /** The bucket of a key, 0 to 9,999. */
  public int bucket(String key) {
    byte[] bytes = (prefix + key).getBytes(StandardCharsets.UTF_8);
    return Integer.remainderUnsigned(Murmur3.hash32(bytes), Weight.BUCKETS);
  }

  public boolean contains(String key, Weight weight) {
    return bucket(key) < weight.basisPoints();
  }
}
