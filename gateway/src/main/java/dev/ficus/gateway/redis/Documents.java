package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.Declared;
import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON documents in Redis. Each carries a version, and fields that this release does not know
 * are kept when it writes a document back.
 */
final class Documents {

  static final int VERSION = 1;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Documents() {}

  /**
   * Begins with the field changedAt, at zero when Redis is to stamp it, see commit.lua. The salt is
   * for Redis' Lua, which looks at about 32 bytes of a string to find its place in a table: 10,000
   * documents that differ in a digit or two meet in few places and cost half a second, salted 30
   * ms.
   */
  static String write(String route, RouteState state, boolean stamp) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("changedAt", stamp ? 0 : state.changedAt().toEpochMilli());
    fields.put("v", VERSION);
    fields.put("salt", salt(route));
    fields.put("stage", state.stage().word());
    fields.put("weight", state.weight().basisPoints());
    fields.put("paused", state.paused());
    fields.put("revision", state.revision());
    fields.put("changedBy", state.changedBy());
    if (state.reason() != null) {
      fields.put("reason", state.reason());
    }
    Declared declared = state.declared();
    if (declared != null) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("stage", declared.stage() == null ? null : declared.stage().word());
      said.put("weight", declared.weight().basisPoints());
      said.put("sequence", declared.sequence());
      fields.put("declared", said);
    }
    state.extras().forEach(fields::putIfAbsent);
    return JSON.writeValueAsString(fields);
  }

  /** Stable, and long enough to be hit several times where every seventh byte is looked at. */
  private static String salt(String route) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(route.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static RouteState readState(String json) {
    Map<String, Object> fields = JSON.readValue(json, MAP);
    Object changedAt = fields.remove("changedAt");
    fields.remove("v");
    fields.remove("salt");
    RouteState state =
        new RouteState(
            stage(fields.remove("stage")),
            new Weight((int) number(fields.remove("weight"))),
            Boolean.TRUE.equals(fields.remove("paused")),
            number(fields.remove("revision")),
            Instant.ofEpochMilli(number(changedAt)),
            String.valueOf(fields.remove("changedBy")),
            text(fields.remove("reason")),
            declared(fields.remove("declared")),
            withoutNulls(fields));
    return state;
  }

  private static @Nullable Declared declared(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> said)) {
      return null;
    }
    Object stage = said.get("stage");
    return new Declared(
        stage == null ? null : stage(stage),
        new Weight((int) number(said.get("weight"))),
        number(said.get("sequence")));
  }

  /** A stage of a newer release reads as legacy: the safe side that is always there. */
  private static Stage stage(@Nullable Object word) {
    return Stage.of(String.valueOf(word)).orElse(Stage.LEGACY);
  }

  static String write(AuditEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", VERSION);
    fields.put("who", event.who());
    fields.put("what", event.what());
    fields.put("subject", event.subject());
    fields.put("instance", event.instance());
    fields.put("reason", event.reason());
    fields.put("revision", event.revision());
    fields.put("details", event.details());
    return JSON.writeValueAsString(fields);
  }

  /**
   * @param at Redis' time, from the stream's id
   */
  static AuditEvent readEvent(String json, Instant at) {
    Map<String, Object> fields = JSON.readValue(json, MAP);
    Map<String, String> details = new LinkedHashMap<>();
    if (fields.get("details") instanceof Map<?, ?> said) {
      said.forEach((key, value) -> details.put(String.valueOf(key), String.valueOf(value)));
    }
    return new AuditEvent(
        at,
        String.valueOf(fields.get("who")),
        String.valueOf(fields.get("what")),
        String.valueOf(fields.get("subject")),
        String.valueOf(fields.get("instance")),
        text(fields.get("reason")),
        number(fields.get("revision")),
        details);
  }

  static String write(Instance instance) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("v", VERSION);
    fields.put("id", instance.id());
    fields.put("name", instance.name());
    fields.put("version", instance.version());
    fields.put("startedAt", instance.startedAt().toEpochMilli());
    fields.put("revision", instance.applied().number());
    fields.put("revisionId", instance.applied().id());
    fields.put("files", instance.files());
    fields.put("routes", instance.routes());
    fields.put("overrides", instance.overrides());
    return JSON.writeValueAsString(fields);
  }

  static Instance readInstance(String json, Instant seenAt) {
    Map<String, Object> fields = JSON.readValue(json, MAP);
    return new Instance(
        String.valueOf(fields.get("id")),
        String.valueOf(fields.get("name")),
        String.valueOf(fields.get("version")),
        Instant.ofEpochMilli(number(fields.get("startedAt"))),
        new Revision(
            number(fields.get("revision")), String.valueOf(fields.get("revisionId")), null),
        String.valueOf(fields.get("files")),
        (int) number(fields.get("routes")),
        (int) number(fields.get("overrides")),
        seenAt);
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Map<String, Object> withoutNulls(Map<String, Object> fields) {
    fields.values().removeIf(Objects::isNull);
    return fields;
  }
}
