package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.BodyPointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into JSON bodies. */
final class JsonPointers implements BodyPointers {

  private final JsonMapper mapper = JsonMapper.builder().build();

  @Override
  public @Nullable String find(Body body, String pointer) {
    try {
      JsonNode found = mapper.readTree(body.bytes()).at(pointer);
      return found.isValueNode() && !found.isNull() ? found.asString() : null;
    } catch (JacksonException | IllegalArgumentException notThere) {
      return null;
    }
  }
}
