package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The reader is the authority; the schema, for editors and the admin API, must agree with it. */
class SchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TEXT = Sources.resource("schema.json");
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(TEXT, InputFormat.JSON);

  /** What a file means, which no schema can tell. */
  private static final Pattern MEANING =
      Pattern.compile(
          "environment variable '|^file '|stands for does not fit|^placeholder |stands twice"
              + "|is listed as removed|' takes .* arguments|takes its arguments by name|takes no"
              + " arguments|has no argument|is no regular expression|as many \\{ as \\}"
              + "|each variable once|only as the last segment|a variable name|a variable that fills"
              + "|as a segment of its own|without \\. and \\.\\. segments| in '.*'$");

  /** What YAML says, as JSON; null if it is not YAML of the kind that route files are in. */
  private static JsonNode json(String text) {
    SourceText source = new SourceText(Sources.NAME, text);
    Yaml root =
        YamlParser.parse(source, new Placeholders(name -> "", path -> ""), new Problems(source));
    return json(Objects.requireNonNull(root));
  }

  private static JsonNode json(Yaml node) {
    return switch (node) {
      case Mapping map -> {
        ObjectNode object = NODES.objectNode();
        map.entries().forEach(entry -> object.set(entry.key().raw(), json(entry.value())));
        yield object;
      }
      case Sequence list -> {
        ArrayNode array = NODES.arrayNode();
        list.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case Scalar scalar ->
          switch (scalar.kind()) {
            case NOTHING -> NODES.nullNode();
            case TEXT, PLACEHOLDER -> NODES.stringNode(scalar.raw());
            case INTEGER -> NODES.numberNode(new java.math.BigInteger(scalar.raw()));
            case NUMBER -> NODES.numberNode(new java.math.BigDecimal(scalar.raw()));
            case BOOLEAN -> NODES.booleanNode(Boolean.parseBoolean(scalar.raw()));
          };
    };
  }

  private static List<String> schemaErrors(JsonNode node) {
    return SCHEMA.validate(node).stream().map(Error::toString).toList();
  }

  /** The reader's violations of form; those of meaning are left out. */
  private static List<String> formErrors(String text) {
    return switch (Sources.read(text)) {
      case Reading.Good good -> List.of();
      case Reading.Bad bad ->
          bad.violations().stream()
              .map(Violation::message)
              .filter(message -> !MEANING.matcher(message).find())
              .toList();
    };
  }

  private static void assertAgreement(String text, JsonNode node) {
    List<String> schema = schemaErrors(node);
    List<String> reader = formErrors(text);
    assertThat(schema.isEmpty())
        .as("%s%nreader: %s%nschema: %s", text, reader, schema)
        .isEqualTo(reader.isEmpty());
  }

  static Stream<String> badFiles() {
    return Stream.of(
            BadInputTest.words(),
            BadInputTest.missing(),
            BadInputTest.values(),
            BadInputTest.placeholders(),
            BadInputTest.filters(),
            BadInputTest.queues())
        .flatMap(cases -> cases)
        .map(SchemaTest::text);
  }

  private static String text(Arguments arguments) {
    return (String) Objects.requireNonNull(arguments.get()[0]);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void agreesOnBadFiles(String text) {
    assertAgreement(text, json(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"good/everything.yaml", "good/more.yaml"})
  void agreesOnGoodFilesAndAllTheirMutations(String name) {
    JsonNode good = json(Sources.resource(name));
    assertThat(schemaErrors(good)).isEmpty();
    assertThat(formErrors(good.toPrettyString())).isEmpty();
    List<JsonNode> mutants = new ArrayList<>();
    mutate(good, good, "", mutants);
    assertThat(mutants).hasSizeGreaterThan(1_000);
    mutants.forEach(mutant -> assertAgreement(mutant.toPrettyString(), mutant));
  }

  private static void mutate(JsonNode root, JsonNode node, String pointer, List<JsonNode> out) {
    if (node instanceof ObjectNode object) {
      for (String key : object.propertyNames()) {
        String child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
        ObjectNode without = copyAt(root, pointer);
        JsonNode value = without.remove(key);
        out.add(rootOf(root, pointer, without));
        ObjectNode renamed = without.deepCopy();
        renamed.set(key + "x", value);
        out.add(rootOf(root, pointer, renamed));
        for (JsonNode other : others()) {
          ObjectNode replaced = copyAt(root, pointer);
          replaced.set(key, other);
          out.add(rootOf(root, pointer, replaced));
        }
        mutate(root, object.get(key), child, out);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        for (JsonNode other : others()) {
          ArrayNode replaced = (ArrayNode) root.at(pointer).deepCopy();
          replaced.set(i, other);
          out.add(rootOf(root, pointer, replaced));
        }
        mutate(root, array.get(i), pointer + "/" + i, out);
      }
    }
  }

  private static List<JsonNode> others() {
    return Stream.of(
            "null",
            "true",
            "17",
            "-1",
            "1.5",
            "1000",
            "\"\"",
            "\"x y\"",
            "\"off\"",
            "\"50%\"",
            "\"10s\"",
            "\"/p/{a}\"",
            "\"none\"",
            "\"17\"",
            "\"header:X-A\"",
            "\"live\"",
            "\"http://h:1\"",
            "\"1KiB\"",
            "\"${SECRETS:x}\"",
            "[]",
            "[\"a\"]",
            "{}",
            "{\"a\":1}")
        .map(JSON::readTree)
        .toList();
  }

  private static ObjectNode copyAt(JsonNode root, String pointer) {
    return (ObjectNode) root.at(pointer).deepCopy();
  }

  /** The whole, with this in the place of what stood there. */
  private static JsonNode rootOf(JsonNode root, String pointer, JsonNode replacement) {
    if (pointer.isEmpty()) {
      return replacement;
    }
    JsonNode copy = root.deepCopy();
    int slash = pointer.lastIndexOf('/');
    String key = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
    switch (copy.at(pointer.substring(0, slash))) {
      case ObjectNode object -> object.set(key, replacement);
      case ArrayNode array -> array.set(Integer.parseInt(key), replacement);
      default -> throw new AssertionError(pointer);
    }
    return copy;
  }

  @Test
  void theSchemaForEditorsIsTheSame() throws IOException {
    assertThat(Files.readString(Path.of("..", "routes", "schema.json"))).isEqualTo(TEXT);
  }

  /** Its defaults and examples are shown by editors: they have to be right as well. */
  @Test
  void theSchemaIsASchema() {
    JsonNode schema = JSON.readTree(TEXT);
    Schema draft7 =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(
                com.networknt.schema.SchemaLocation.of("http://json-schema.org/draft-07/schema#"));
    assertThat(draft7.validate(schema)).isEmpty();
    assertThat(schema.get("properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(((MapShape) RouteFileShape.FILE).keys().keySet());
  }
}
