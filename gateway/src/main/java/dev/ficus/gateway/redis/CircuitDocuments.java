package dev.ficus.gateway.redis;

import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON documents of circuits and failed requests. A circuit's are written by circuit.lua, which
 * keeps fields that this release does not know; here one is only written to be put back.
 */
final class CircuitDocuments {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private CircuitDocuments() {}

  /** Empty for a circuit that has no history. */
  static String write(CircuitState state) {
    if (state.epoch() == 0) {
      return "";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", Documents.VERSION);
    fields.put("phase", state.phase().word());
    fields.put("epoch", state.epoch());
    fields.put("openUntil", state.openUntilMillis());
    fields.put("leaseUntil", 0);
    fields.put("trips", state.trips());
    fields.put("successes", state.successes());
    fields.put("token", 0);
    fields.put("changedAt", state.changedAtMillis());
    if (state.mode() != null) {
      fields.put("mode", state.mode().word());
    }
    return JSON.writeValueAsString(fields);
  }

  /**
   * What a newer release calls by a word that this one does not know reads as closed, auto; what is
   * no document at all as a circuit without a history, as circuit.lua has it.
   */
  static CircuitState read(String json) {
    if (json.isEmpty()) {
      return CircuitState.INITIAL;
    }
    Map<String, Object> fields;
    try {
      fields = JSON.readValue(json, MAP);
    } catch (JacksonException none) {
      return CircuitState.INITIAL;
    }
    if (fields == null) {
      return CircuitState.INITIAL;
    }
    Object mode = fields.get("mode");
    return new CircuitState(
        CircuitPhase.of(String.valueOf(fields.get("phase"))).orElse(CircuitPhase.CLOSED),
        number(fields.get("epoch")),
        number(fields.get("openUntil")),
        number(fields.get("leaseUntil")),
        (int) number(fields.get("trips")),
        (int) number(fields.get("successes")),
        mode == null ? null : CircuitMode.of(mode.toString()).orElse(CircuitMode.AUTO),
        number(fields.get("changedAt")));
  }

  static String write(FailureLedger.Entry entry) {
    FailedRequest failed = entry.request();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", Documents.VERSION);
    fields.put("age", entry.age().toMillis());
    if (failed.route() != null) {
      fields.put("route", failed.route());
    }
    fields.put("upstream", failed.upstream());
    fields.put("method", failed.method());
    fields.put("path", failed.path());
    fields.put("outcome", failed.outcome());
    fields.put("status", failed.status());
    fields.put("micros", failed.duration().toNanos() / 1_000);
    if (failed.traceId() != null) {
      fields.put("trace", failed.traceId());
    }
    fields.put("instance", failed.instance());
    return JSON.writeValueAsString(fields);
  }

  /**
   * @param writtenMillis Redis' time, from the stream's id
   */
  static FailedRequest readFailure(String json, long writtenMillis) {
    Map<String, Object> fields = JSON.readValue(json, MAP);
    return new FailedRequest(
        Instant.ofEpochMilli(writtenMillis - number(fields.get("age"))),
        text(fields.get("route")),
        String.valueOf(fields.get("upstream")),
        String.valueOf(fields.get("method")),
        String.valueOf(fields.get("path")),
        String.valueOf(fields.get("outcome")),
        (int) number(fields.get("status")),
        Duration.ofNanos(number(fields.get("micros")) * 1_000),
        text(fields.get("trace")),
        String.valueOf(fields.get("instance")));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
