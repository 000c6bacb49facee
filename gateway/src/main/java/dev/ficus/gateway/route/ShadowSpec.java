package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are copied to the other side, and how the answers are compared.
 *
 * @param sample the share of requests that is copied; none if shadows are off
 * @param maxBody larger bodies, of requests and of answers, are not copied; zero is off
 * @param maxConcurrent copies under way at once, on one instance
 * @param writes whether writes are copied too, once the primary has succeeded
 * @param noise how legacy is asked twice to learn how it differs from itself; null if it is not
 * @param redact pointers of what no sample of a difference shows
 */
public record ShadowSpec(
    Weight sample,
    long maxBody,
    int maxConcurrent,
    boolean writes,
    @Nullable NoiseSpec noise,
    CompareSpec compare,
    List<String> redact) {

  public static final long MAX_BODY = 256 * 1024;
  public static final int MAX_CONCURRENT = 64;

  public static final ShadowSpec DEFAULT =
      new ShadowSpec(
          Weight.ALL, MAX_BODY, MAX_CONCURRENT, false, null, CompareSpec.PLAIN, List.of());

  public static final ShadowSpec OFF =
      new ShadowSpec(
          Weight.NONE, MAX_BODY, MAX_CONCURRENT, false, null, CompareSpec.PLAIN, List.of());

  /**
   * A share of safe requests goes to legacy twice.
   *
   * @param maxPerSecond no more than so many, on one instance
   */
  public record NoiseSpec(Weight sample, double maxPerSecond) {

    public static final Weight SAMPLE = Weight.parse("5%");
    public static final double MAX_PER_SECOND = 20;
  }

  public ShadowSpec {
    redact = List.copyOf(redact);
  }

  public boolean isOff() {
    return sample.basisPoints() == 0;
  }
}
