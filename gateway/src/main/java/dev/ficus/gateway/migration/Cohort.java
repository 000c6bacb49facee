package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Weight;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The clients of a canary: each key falls into one of 10,000 buckets, and a weight takes the first
 * of them. Raising it therefore only adds clients, and lowering it removes those added last. The
 * bucket depends on nothing but the name and the key, so all instances agree, across restarts too.
 */
public final class Cohort {

  private static final char MOST_ASCII = 127;

  private final byte[] prefix;

  /**
   * @param name the group's, or the route's where it has none: who shares it shares buckets
   */
  public Cohort(String name) {
    // The length keeps "a:b" + "c" apart from "a" + "b:c".
    prefix = (name.length() + ":" + name + ":").getBytes(StandardCharsets.UTF_8);
  }

  /** The bucket of a key, 0 to 9,999. */
  public int bucket(String key) {
    return Integer.remainderUnsigned(Murmur3.hash32(bytes(key)), Weight.BUCKETS);
  }

  /** What is hashed: prefix and key, in UTF-8. */
  private byte[] bytes(String key) {
    int length = key.length();
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + length);
    for (int i = 0; i < length; i++) {
      char character = key.charAt(i);
      if (character > MOST_ASCII) {
        byte[] encoded = key.getBytes(StandardCharsets.UTF_8);
        bytes = Arrays.copyOf(prefix, prefix.length + encoded.length);
        System.arraycopy(encoded, 0, bytes, prefix.length, encoded.length);
        return bytes;
      }
      bytes[prefix.length + i] = (byte) character;
    }
    return bytes;
  }

  public boolean contains(String key, Weight weight) {
    return bucket(key) < weight.basisPoints();
  }
}
