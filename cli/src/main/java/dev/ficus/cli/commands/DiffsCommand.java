package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus diffs ID}. */
@Command(name = "diffs", description = "Where answers differ, with samples.")
public final class DiffsCommand extends RemoteCommand {

  @Parameters(paramLabel = "ID", description = "a route, or @group")
  private String id = "";

  @Option(
      names = "--ignore",
      paramLabel = "PATH",
      description = "how parity would look if this path were ignored, such as /generatedAt")
  private @Nullable String ignore;

  @Option(names = "--samples", description = "at most so many for each path", defaultValue = "1")
  private int samples = 1;

  @Override
  public Integer call() {
    AdminClient client = client();
    Subject subject = new Subject(id);
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put("ignore", ignore);
    ObjectNode all = AdminClient.JSON.createObjectNode();
    ArrayNode routes = all.putArray("routes");
    boolean differ = false;
    for (String route : subject.comparedRoutes(client)) {
      JsonNode diffs =
          client.get(AdminClient.query(new Subject(route).path() + "/diffs", query));
      routes.addObject().put("route", route).setAll((ObjectNode) diffs);
      differ |= !diffs.path("differences").isEmpty();
    }
    if (subject.isGroup()) {
      output().print(all, out -> routes.forEach(its -> show(its.path("route").asString("") + ": ", its, out)));
    } else {
      ObjectNode only = (ObjectNode) routes.path(0);
      only.remove("route");
      output().print(only, out -> show("", only, out));
    }
    return differ ? ExitCode.DIFFERENCES : ExitCode.OK;
  }

  /**
   * @param whose before each line that would not say it otherwise
   */
  private void show(String whose, JsonNode diffs, Output out) {
    if (diffs.path("differences").isEmpty()) {
      out.line(whose + "no differences in " + diffs.path("mismatches").path("of") + " comparisons");
    }
    for (JsonNode path : diffs.path("differences")) {
      boolean noise = path.path("isNoise").asBoolean(false);
      out.line(
          whose + path.path("path").asString("") + " ×" + path.path("count") + (noise ? " (noise)" : ""));
      int shown = 0;
      for (JsonNode sample : path.path("samples")) {
        if (shown++ == samples) {
          break;
        }
        out.line(
            "  " + sample.path("kind").asString("") + ", " + sample.path("request").asString(""));
        out.line("    legacy  " + sample.path("legacy").asString("(nothing)"));
        out.line("    target  " + sample.path("target").asString("(nothing)"));
        out.line("    " + sample.path("askLegacy").asString(""));
        out.line("    " + sample.path("askTarget").asString(""));
      }
    }
    if (diffs.has("preview")) {
      JsonNode its = diffs.path("preview").path("mismatches");
      out.line(
          whose
              + "without "
              + diffs.path("preview").path("ignore").asString("")
              + ": "
              + its.path("hits")
              + " mismatches of "
              + its.path("of")
              + " instead of "
              + diffs.path("mismatches").path("hits"));
    }
  }
}
