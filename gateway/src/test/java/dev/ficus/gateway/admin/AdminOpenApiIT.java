package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document says what the running API does: no call more, none less. */
class AdminOpenApiIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  private static JsonNode document() {
    AdminServer.Reply reply = call("GET", "/openapi.json").send();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    return reply.json();
  }

  private static Map<String, Set<String>> documented() {
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      Set<String> names = new TreeSet<>();
      path.getValue().properties().forEach(e -> names.add(e.getKey().toUpperCase(Locale.ROOT)));
      methods.put(path.getKey(), names);
    }
    return methods;
  }

  @Test
  void everyDocumentedPathAnswersExactlyItsMethods() {
    Map<String, Set<String>> documented = documented();
    assertThat(documented).hasSizeGreaterThan(25);
    documented.forEach(
        (path, methods) -> {
          AdminServer.Reply reply = call("PATCH", path.replaceAll("\\{[a-z]+}", "x")).send();
          assertThat(reply.status()).as(path).isEqualTo(405);
          Set<String> allowed = new TreeSet<>(Set.of(reply.header("Allow").split(", ")));
          allowed.remove("HEAD");
          assertThat(allowed).as(path).isEqualTo(methods);
        });
  }

  @Test
  void everyRunningOperationIsDocumentedWithItsRole() {
    JsonNode paths = document().path("paths");
    Map<String, Set<String>> running = new TreeMap<>();
    for (Operation operation : AdminServer.operations()) {
      running.computeIfAbsent(operation.path(), _ -> new TreeSet<>()).add(operation.method());
      JsonNode documented =
          paths.path(operation.path()).path(operation.method().toLowerCase(Locale.ROOT));
      assertThat(documented.path("x-ficus-role").asString())
          .as(operation.method() + " " + operation.path())
          .isEqualTo(operation.role().word());
    }
    assertThat(documented()).isEqualTo(running);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    JsonNode document = document();
    Set<String> references = new TreeSet<>();
    collect(document, references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  private static void collect(JsonNode node, Set<String> references) {
    if (node.path("$ref").isString()) {
      references.add(node.path("$ref").asString());
    }
    node.forEach(child -> collect(child, references));
  }

  /** Every field that a route is shown with stands in its schema, and the other way round. */
  @Test
  void aRoutesSchemaNamesItsFields() {
    JsonNode schema = document().path("components").path("schemas").path("Route");
    Set<String> fields = new TreeSet<>();
    for (var component : RouteView.class.getRecordComponents()) {
      fields.add(component.getName());
    }
    assertThat(new TreeSet<>(schema.path("properties").propertyNames())).isEqualTo(fields);
    JsonNode shown = JsonMapper.shared().readTree(call("GET", "/routes/plain").send().text());
    schema
        .path("required")
        .forEach(field -> assertThat(shown.has(field.asString())).as(field.asString()).isTrue());
  }
}
