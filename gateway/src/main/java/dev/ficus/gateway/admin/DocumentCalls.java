package dev.ficus.gateway.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Hands out the documents about the API and about route files. */
final class DocumentCalls {

  private final RouteFiles files;
  private final byte[] openApi = resource("openapi.json");

  DocumentCalls(RouteFiles files) {
    this.files = files;
  }

  List<Operation> operations() {
    return List.of(
        Operation.read(
            "/schema.json",
            _ -> new Answer(200, "application/schema+json", files.schema(), Map.of())),
        Operation.read(
            "/openapi.json", _ -> new Answer(200, "application/json", openApi, Map.of())));
  }

  static byte[] resource(String name) {
    try (InputStream in = DocumentCalls.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
