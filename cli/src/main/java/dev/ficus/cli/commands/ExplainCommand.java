package dev.ficus.cli.commands;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus explain}. */
@Command(name = "explain", description = "What would become of a request, and why.")
public final class ExplainCommand extends RemoteCommand {

  @Parameters(index = "0", paramLabel = "METHOD")
  private String method = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "with the query")
  private String path = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "may be repeated")
  private List<String> headers = List.of();

  @Option(names = "--host", description = "the host that is asked for")
  private @Nullable String host;

  @Option(names = "--internal", description = "as it would be on the internal port")
  private boolean internal;

  @Override
  public Integer call() {
    ObjectNode wish = AdminClient.JSON.createObjectNode().put("method", method).put("path", path);
    ObjectNode its = wish.putObject("headers");
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new CommandFailure(ExitCode.ERROR, "-H '" + header + "' (expected: 'Name: value')");
      }
      String name = header.substring(0, colon).strip();
      ArrayNode values = its.has(name) ? (ArrayNode) its.get(name) : its.putArray(name);
      values.add(header.substring(colon + 1).strip());
    }
    if (host != null) {
      wish.put("host", host);
    }
    if (internal) {
      wish.put("listener", "internal");
    }
    JsonNode found = client().send("POST", "/explain", wish, null).json();
    output().print(found, out -> show(found, out));
    return ExitCode.OK;
  }

  private static void show(JsonNode found, Output out) {
    out.line(found.path("message").asString(""));
    if (found.has("sends")) {
      JsonNode sends = found.path("sends");
      String query = sends.path("query").asString("");
      out.line(
          "sends to "
              + sends.path("upstream").asString("")
              + " "
              + sends.path("path").asString("")
              + (query.isEmpty() ? "" : "?" + query)
              + (sends.has("fallback")
                  ? ", falls back to " + sends.path("fallback").asString("")
                  : ""));
    }
    if (found.has("bucket")) {
      out.line(
          "bucket "
              + found.path("bucket").asInt(0)
              + " of 10000, "
              + (found.path("cohort").asBoolean(false) ? "in" : "outside")
              + " the cohort");
    }
    for (JsonNode other : found.path("others")) {
      out.line(
          "not " + other.path("route").asString("") + ": " + other.path("reason").asString(""));
    }
  }
}
