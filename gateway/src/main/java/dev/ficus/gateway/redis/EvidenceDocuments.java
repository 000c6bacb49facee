package dev.ficus.gateway.redis;

import dev.ficus.gateway.parity.DifferenceSample;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The JSON documents of samples of differences. */
final class EvidenceDocuments {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private EvidenceDocuments() {}

  static String write(DifferenceSample sample) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", Documents.VERSION);
    fields.put("path", sample.path());
    fields.put("kind", sample.kind());
    if (sample.legacy() != null) {
      fields.put("legacy", sample.legacy());
    }
    if (sample.target() != null) {
      fields.put("target", sample.target());
    }
    fields.put("request", sample.request());
    fields.put("askLegacy", sample.askLegacy());
    fields.put("askTarget", sample.askTarget());
    fields.put("at", sample.at().toString());
    return JSON.writeValueAsString(fields);
  }

  static DifferenceSample readSample(String json) {
    Map<String, Object> fields = JSON.readValue(json, MAP);
    return new DifferenceSample(
        text(fields, "path"),
        text(fields, "kind"),
        textOrNull(fields, "legacy"),
        textOrNull(fields, "target"),
        text(fields, "request"),
        text(fields, "askLegacy"),
        text(fields, "askTarget"),
        Instant.parse(text(fields, "at")));
  }

  private static String text(Map<String, Object> fields, String name) {
    return String.valueOf(fields.getOrDefault(name, ""));
  }

  private static @Nullable String textOrNull(Map<String, Object> fields, String name) {
    Object value = fields.get(name);
    return value == null ? null : value.toString();
  }
}
