package dev.ficus.cli.leave;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.ServerOptions;
import dev.ficus.cli.tools.RouteDirectoryArgument;
import dev.ficus.gateway.route.DefaultSpec;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Upstream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus leave}. */
@Command(
    name = "leave",
    description = {
      "Prints what any proxy can take over, as an nginx configuration, and what cannot leave yet.",
      "Retired routes and the default upstream leave; the rest is passed on to Ficus."
    },
    mixinStandardHelpOptions = true)
public final class LeaveCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "routes",
      description = "the gateway's route files (default: routes)")
  private Path directory = Path.of("routes");

  @Option(
      names = "--ficus",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      description = "where Ficus takes what stays (default: http://localhost:8080)")
  private URI ficus = URI.create("http://localhost:8080");

  @Option(
      names = "--listen",
      paramLabel = "PORT",
      defaultValue = "80",
      description = "where nginx takes clients (default: 80)")
  private int port = 80;

  @Option(
      names = "--declared",
      description = "go by the stages that the files declare, and ask no gateway")
  private boolean declared;

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    if (ficus.getHost() == null || !"http".equals(ficus.getScheme())) {
      throw new CommandFailure(
          ExitCode.ERROR, "--ficus: '" + ficus + "' (expected: such as http://localhost:8080)");
    }
    Secrets secrets = new Secrets();
    RouteDirectoryArgument read = RouteDirectoryArgument.read(directory, secrets.placeholders());
    if (!read.isGood()) {
      throw new CommandFailure(ExitCode.ERROR, read.report());
    }
    RouteTable table = Objects.requireNonNull(read.compilation().table());
    List<Departure> departures = new Departures(table, stages(), secrets).all();
    String configuration =
        new NginxConfiguration(departures, defaults(read, table), secrets, ficus, port).text();
    ObjectNode document = document(departures, configuration);
    output.print(document, out -> say(departures, configuration, out));
    return ExitCode.OK;
  }

  private Function<Route, @Nullable Stage> stages() {
    if (declared) {
      return Route::initialStage;
    }
    Map<String, Stage> known = new HashMap<>();
    AdminClient client = server.client();
    for (JsonNode route : client.get("/routes").path("routes")) {
      String stage = route.path("stage").asString("").toUpperCase(Locale.ROOT);
      known.put(route.path("id").asString(""), Stage.valueOf(stage));
    }
    return route -> known.get(route.id());
  }

  /** As the file says it that says it. */
  private static Map<HostPattern, @Nullable Upstream> defaults(
      RouteDirectoryArgument read, RouteTable table) {
    Map<HostPattern, @Nullable Upstream> defaults = new LinkedHashMap<>();
    for (var file : read.files()) {
      if (file.defaultUpstream() != null) {
        DefaultSpec said = file.defaultUpstream().value();
        said.byHost().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(its -> defaults.put(its.getKey(), table.upstream(its.getValue().value())));
      }
    }
    return defaults;
  }

  private static ObjectNode document(List<Departure> departures, String configuration) {
    ObjectNode document = AdminClient.JSON.createObjectNode();
    ArrayNode leaves = document.putArray("leaves");
    ArrayNode stays = document.putArray("stays");
    for (Departure departure : departures) {
      switch (departure) {
        case Departure.Leaves(Route route) -> leaves.add(route.id());
        case Departure.Stays(Route route, String why) ->
            stays.addObject().put("route", route.id()).put("why", why);
      }
    }
    return document.put("configuration", configuration);
  }

  private static void say(List<Departure> departures, String configuration, Output out) {
    List<Departure.Stays> stays =
        departures.stream()
            .filter(Departure.Stays.class::isInstance)
            .map(Departure.Stays.class::cast)
            .toList();
    out.line("# For nginx, to be included in its http block.");
    out.line("#");
    if (stays.isEmpty()) {
      out.line("# Everything leaves: nothing needs Ficus any more.");
    } else {
      out.line("# " + stays.size() + " of " + departures.size() + " routes cannot leave yet:");
      stays.forEach(its -> out.line("#   " + its.route().id() + ": " + its.why()));
    }
    out.line("#");
    out.line(
        "# What leaves loses what only Ficus has: circuits, the ledger of failures, metrics by");
    out.line("# route, and the refusal of paths that two servers could read in two ways.");
    out.line("");
    out.line(configuration.stripTrailing());
  }
}
