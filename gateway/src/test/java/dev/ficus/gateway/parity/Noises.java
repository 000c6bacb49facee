package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Twenty ways in which a legacy differs from itself, put in front of a document's own members. */
public final class Noises {

  /** Where they are. */
  public static final Set<String> PATHS =
      Set.copyOf(
          new TreeSet<>(
              List.of(
                  "/at",
                  "/epoch",
                  "/trace",
                  "/counter",
                  "/token",
                  "/jitter",
                  "/took",
                  "/host",
                  "/cache",
                  "/rare",
                  "/maybe",
                  "/nullable",
                  "/typed",
                  "/shuffled",
                  "/ads",
                  "/ads/*/id",
                  "/lengthy",
                  "/nested/deep/stamp",
                  "/rows/*/age",
                  "/flag")));

  private Noises() {}

  /** A document as it is this time. */
  public static String in(String document, SplittableRandom random) {
    StringBuilder noise = new StringBuilder("{");
    noise.append("\"at\":\"2026-11-29T10:").append(10 + random.nextInt(50)).append(":00Z\",");
    noise.append("\"epoch\":").append(random.nextLong(1L << 40)).append(',');
    noise.append("\"trace\":\"").append(Long.toHexString(random.nextLong())).append("\",");
    noise.append("\"counter\":").append(random.nextInt(1_000_000)).append(',');
    noise.append("\"token\":\"t").append(random.nextInt(1_000_000)).append("\",");
    noise.append(String.format(Locale.ROOT, "\"jitter\":%.6f,", random.nextDouble()));
    noise.append("\"took\":").append(random.nextInt(8)).append(',');
    noise.append("\"host\":\"app-").append(random.nextInt(3)).append("\",");
    noise.append("\"cache\":\"").append(random.nextBoolean() ? "HIT" : "MISS").append("\",");
    noise.append("\"rare\":").append(random.nextInt(20) == 0).append(',');
    noise.append(random.nextBoolean() ? "\"maybe\":1," : "");
    noise.append("\"nullable\":").append(random.nextBoolean() ? "null," : "\"set\",");
    noise.append("\"typed\":").append(random.nextBoolean() ? "7," : "\"7\",");
    List<String> items = new ArrayList<>(List.of("1", "2", "3", "4"));
    Collections.shuffle(items, new java.util.Random(random.nextInt()));
    noise.append("\"shuffled\":").append(items).append(',');
    noise.append("\"ads\":[");
    for (int i = random.nextInt(3); i >= 0; i--) {
      noise.append("{\"id\":").append(random.nextInt(9)).append(i > 0 ? "}," : "}");
    }
    noise.append("],\"lengthy\":[").append("0,".repeat(random.nextInt(3))).append("0],");
    noise.append("\"nested\":{\"deep\":{\"stamp\":").append(random.nextInt(99)).append("}},");
    noise.append("\"rows\":[{\"age\":").append(random.nextInt(9)).append("},{\"age\":1}],");
    noise.append("\"flag\":").append(random.nextBoolean()).append(',');
    return noise.append(document, 1, document.length()).toString();
  }
}
