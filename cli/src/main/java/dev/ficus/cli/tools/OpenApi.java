package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The operations of an OpenAPI document, version 2 or 3, YAML or JSON.
 *
 * @param endpoints with the path of the document's first server before each
 */
record OpenApi(List<Endpoint> endpoints) {

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch");

  private static final Pattern VARIABLE = Pattern.compile("\\{([^}/]*)}");
  private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9_-]");

  static OpenApi read(Path file) throws IOException {
    Object document;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      document = new Load(settings).loadFromString(Files.readString(file));
    } catch (YamlEngineException e) {
      throw new CommandFailure(ExitCode.ERROR, file + ": " + e.getMessage());
    }
    List<Endpoint> endpoints = new ArrayList<>();
    if (document instanceof Map<?, ?> root && root.get("paths") instanceof Map<?, ?> paths) {
      String base = base(root);
      paths.forEach(
          (path, item) -> {
            if (item instanceof Map<?, ?> operations) {
              add(endpoints, base + path, operations);
            }
          });
    }
    return new OpenApi(List.copyOf(endpoints));
  }

  private static void add(List<Endpoint> endpoints, String path, Map<?, ?> operations) {
    for (Object method : operations.keySet()) {
      String word = String.valueOf(method).toLowerCase(Locale.ROOT);
      if (METHODS.contains(word)) {
        endpoints.add(new Endpoint(word.toUpperCase(Locale.ROOT), pattern(path)));
      }
    }
  }

  /** The path below which all others are; empty if the document does not say one. */
  private static String base(Map<?, ?> root) {
    Object base = root.get("basePath");
    if (root.get("servers") instanceof List<?> servers
        && !servers.isEmpty()
        && servers.getFirst() instanceof Map<?, ?> server) {
      base = server.get("url");
    }
    if (!(base instanceof String text) || text.indexOf('{') >= 0) {
      return "";
    }
    try {
      String path = URI.create(text).getRawPath();
      return path == null || !path.startsWith("/") ? "" : path.replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** OpenAPI allows more in a variable's name than routes do, and variables inside a segment. */
  private static String pattern(String path) {
    StringBuilder pattern = new StringBuilder();
    for (String segment : path.split("(?=/)", -1)) {
      boolean whole = segment.matches("/\\{[^}]*}");
      pattern.append(
          VARIABLE
              .matcher(segment)
              .replaceAll(
                  its -> whole ? "{" + NO_NAME.matcher(its.group(1)).replaceAll("_") + "}" : "*"));
    }
    return pattern.toString();
  }
}
