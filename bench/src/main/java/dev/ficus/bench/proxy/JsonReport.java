package dev.ficus.bench.proxy;

import dev.ficus.bench.proxy.Round.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All outcomes for programs, every round included. */
final class JsonReport {

  private JsonReport() {}

  static void write(Path file, Machine machine, Options options, List<Outcome> outcomes)
      throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("machine", machine);
    document.put("rounds", options.rounds());
    document.put("seconds", options.seconds());
    document.put("warmup", options.warmup());
    document.put("scenarios", outcomes.stream().map(JsonReport::scenario).toList());
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(document) + "\n");
  }

  private static Map<String, Object> scenario(Outcome outcome) {
    Map<String, Object> peers = new LinkedHashMap<>();
    outcome
        .rounds()
        .forEach(
            (peer, rounds) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              for (Measure measure : outcome.measures()) {
                values.put(name(measure), Spread.of(rounds, measure::of));
              }
              values.put("peakKilobytes", outcome.peakKilobytes().getOrDefault(peer, 0L));
              values.put("ratios", ratios(outcome, peer));
              values.put("rounds", rounds);
              peers.put(peer, values);
            });
    Map<String, Object> scenario = new LinkedHashMap<>();
    scenario.put("name", outcome.title());
    scenario.put("routes", outcome.scenario().routes());
    scenario.put("path", outcome.scenario().draw().name().toLowerCase(Locale.ROOT));
    scenario.put("stage", outcome.scenario().stage().name().toLowerCase(Locale.ROOT));
    scenario.put("bytesSent", outcome.scenario().body().sent);
    scenario.put("bytesAnswered", outcome.scenario().body().answered);
    scenario.put("connections", outcome.scenario().connections());
    scenario.put("equalRate", outcome.rate());
    scenario.put("failed", outcome.failed());
    scenario.put("peers", peers);
    return scenario;
  }

  private static Map<String, Object> ratios(Outcome outcome, String peer) {
    Map<String, Object> byBase = new LinkedHashMap<>();
    for (String base : outcome.bases()) {
      Map<String, Object> ratios = new LinkedHashMap<>();
      for (Measure measure : outcome.measures()) {
        ratios.put(
            name(measure),
            Spread.ofRatios(
                outcome.rounds().getOrDefault(peer, List.of()),
                outcome.rounds().getOrDefault(base, List.of()),
                measure::of));
      }
      ratios.put("peakMemory", outcome.memoryRatio(peer, base));
      byBase.put(base, ratios);
    }
    return byBase;
  }

  private static String name(Measure measure) {
    return switch (measure) {
      case PROCESSOR -> "processorMicros";
      case EQUAL_PROCESSOR -> "equalProcessorMicros";
      case THROUGHPUT -> "throughput";
      case P50 -> "p50Millis";
      case P99 -> "p99Millis";
    };
  }
}
