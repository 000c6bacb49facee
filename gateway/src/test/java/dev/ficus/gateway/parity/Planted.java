package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document with one change, made by another library: what is changed, how, and what it leaves.
 */
public record Planted(String kind, String path, String changed) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** An order as a shop answers it. */
  public static final String ORIGINAL =
      """
      {"id":4711,"state":"paid","total":99.5,"gift":false,"note":null,"currency":"EUR",\
      "customer":{"name":"Ann","mail":"ann@shop.example","age":41,"vip":true,\
      "address":{"street":"Fig Lane 1","city":"Bonn","zip":"53111","geo":{"lat":50.7,"lon":7.1}}},\
      "items":[{"sku":"A-1","count":2,"price":9.5,"tags":["new","sale"]},\
      {"sku":"B-2","count":1,"price":80.5,"tags":["old","rare"]}],\
      "history":["created","paid","packed"],"links":{"self":"/orders/4711","next":"/orders/4712"}}\
      """;

  /**
   * Every member of it, missing, doubled in kind, changed, nulled, wrapped; every array, turned.
   */
  public static Stream<Planted> all() {
    List<Planted> all = new ArrayList<>();
    walk("", "", all);
    return all.stream();
  }

  private static void walk(String pointer, String shown, List<Planted> all) {
    JsonNode node = JSON.readTree(ORIGINAL).at(pointer);
    if (node.isObject()) {
      String path = shown + "/planted";
      all.add(change(pointer, "extra", path, o -> ((ObjectNode) o).put("planted", 1)));
      for (String name : node.propertyNames()) {
        member(pointer, shown, name, all);
      }
    } else if (node.isArray()) {
      String here = shown;
      all.add(change(pointer, "length", here, a -> ((ArrayNode) a).add("planted")));
      all.add(change(pointer, "length", here, a -> ((ArrayNode) a).remove(0)));
      all.add(change(pointer, "length", here, a -> ((ArrayNode) a).insert(1, "planted")));
      all.add(
          change(
              pointer,
              "order",
              here,
              a -> {
                ArrayNode array = (ArrayNode) a;
                array.add(array.remove(0));
              }));
      for (int i = 0; i < node.size(); i++) {
        String item = pointer + "/" + i;
        if (node.get(i).isContainer()) {
          walk(item, shown + "/*", all);
        } else {
          int at = i;
          all.add(
              change(
                  pointer, "value", shown + "/*", a -> ((ArrayNode) a).set(at, text("planted"))));
          all.add(
              change(
                  pointer,
                  "type",
                  shown + "/*",
                  a -> ((ArrayNode) a).set(at, NODES.numberNode(1))));
        }
      }
    }
  }

  private static void member(String pointer, String shown, String name, List<Planted> all) {
    String path = shown + "/" + name;
    all.add(change(pointer, "missing", path, o -> ((ObjectNode) o).remove(name)));
    JsonNode value = JSON.readTree(ORIGINAL).at(pointer + "/" + name);
    for (JsonNode other :
        List.of(
            NODES.nullNode(),
            NODES.numberNode(123),
            text("planted"),
            NODES.booleanNode(!value.asBoolean(false)),
            NODES.arrayNode(),
            NODES.objectNode())) {
      boolean same = other.getNodeType() == value.getNodeType();
      if (!same) {
        all.add(change(pointer, "type", path, o -> ((ObjectNode) o).set(name, other)));
      } else if (!value.isContainer() && !value.isNull()) {
        all.add(change(pointer, "value", path, o -> ((ObjectNode) o).set(name, other)));
      }
    }
    if (value.isContainer()) {
      walk(pointer + "/" + name, path, all);
    }
  }

  private static JsonNode text(String text) {
    return NODES.stringNode(text);
  }

  private interface Change {
    void apply(JsonNode node);
  }

  private static Planted change(String pointer, String kind, String path, Change change) {
    JsonNode document = JSON.readTree(ORIGINAL);
    change.apply(document.at(pointer));
    return new Planted(kind, path, JSON.writeValueAsString(document));
  }

  @Override
  public String toString() {
    return kind + " " + path;
  }
}
