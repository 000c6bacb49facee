package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.DefaultSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.GroupSpec;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a route file's value from a tree that has passed {@link RouteFileShape#FILE}. */
final class RouteFileBuilder {

  private RouteFileBuilder() {}

  static RouteFile build(Fields file, String fingerprint) {
    List<UpstreamSpec> upstreams = new ArrayList<>();
    for (Entry entry : file.entries("upstreams")) {
      upstreams.add(upstream(file, entry));
    }
    List<GroupSpec> groups = new ArrayList<>();
    for (Entry entry : file.entries("groups")) {
      groups.add(
          new GroupSpec(
              file.locate(entry.key(), entry.key().raw()),
              SettingsBuilder.settings(file.in(entry.value()))));
    }
    List<RouteSpec> routes = new ArrayList<>();
    for (Yaml node : file.items("routes")) {
      routes.add(route(file.in(node)));
    }
    List<Located<String>> removed = new ArrayList<>();
    for (Yaml node : file.items("removed")) {
      removed.add(file.locate(node, Fields.parse(node, Leaves.NAME)));
    }
    List<ReceiverSpec> receivers = new ArrayList<>();
    for (Yaml node : file.items("notify")) {
      receivers.add(QueueBuilder.receiver(file.in(node)));
    }
    Fields defaults = file.in("defaults");
    return new RouteFile(
        file.file(),
        fingerprint,
        file.located("default", node -> defaultUpstream(file, node)),
        defaults == null ? RouteSettings.UNSAID : SettingsBuilder.settings(defaults),
        upstreams,
        groups,
        routes,
        removed,
        receivers);
  }

  private static RouteSpec route(Fields route) {
    Yaml match = Objects.requireNonNull(route.get("match"));
    return new RouteSpec(
        Objects.requireNonNull(route.located("id", Leaves.NAME)),
        route.locate(match, SettingsBuilder.match(route, match)),
        SettingsBuilder.settings(route));
  }

  private static DefaultSpec defaultUpstream(Fields file, Yaml node) {
    Map<HostPattern, Located<String>> byHost = new LinkedHashMap<>();
    if (node instanceof Scalar) {
      byHost.put(HostPattern.ANY, file.locate(node, Fields.parse(node, Leaves.NAME)));
      return new DefaultSpec(byHost);
    }
    for (Entry entry : file.entries("default")) {
      byHost.put(
          new HostPattern(entry.key().raw()),
          file.locate(entry.value(), Fields.parse(entry.value(), Leaves.NAME)));
    }
    return new DefaultSpec(byHost);
  }

  private static UpstreamSpec upstream(Fields file, Entry entry) {
    Fields fields = file.in(entry.value());
    List<Located<URI>> urls = new ArrayList<>();
    for (Yaml node : fields.get("url") == null ? fields.items("urls") : fields.items("url")) {
      urls.add(file.locate(node, Fields.parse(node, Leaves.URL)));
    }
    return new UpstreamSpec(
        entry.key().raw(),
        file.position(entry.key()),
        urls,
        SettingsBuilder.timeouts(fields, "Timeout"),
        pool(fields.in("pool")),
        host(fields.value("host", Leaves.HOST_POLICY)),
        headers(fields.in("headers")),
        circuit(fields),
        fields.value("data", RouteFileShape.DATA, UpstreamSpec.Data.SHARED),
        fields.value("versionHeader", Leaves.HEADER_NAME));
  }

  private static PoolSpec pool(@Nullable Fields fields) {
    PoolSpec pool = PoolSpec.DEFAULT;
    return fields == null
        ? pool
        : new PoolSpec(
            fields.value("maxConnections", Leaves.COUNT, pool.maxConnections()),
            fields.value("maxPending", Leaves.COUNT_OR_NONE, pool.maxPending()),
            fields.value("maxIdle", Leaves.DURATION, pool.maxIdle()));
  }

  private static @Nullable HostPolicy host(@Nullable String word) {
    return switch (word) {
      case null -> null;
      case "preserve" -> new HostPolicy.Preserve();
      case "upstream" -> new HostPolicy.Upstream();
      default -> new HostPolicy.Fixed(word);
    };
  }

  private static HeaderEdits headers(@Nullable Fields fields) {
    return fields == null
        ? HeaderEdits.NONE
        : new HeaderEdits(
            fields.valueMap("set", Leaves.HEADER_VALUE),
            new LinkedHashSet<>(fields.values("remove", Leaves.HEADER_NAME)));
  }

  private static @Nullable CircuitSpec circuit(Fields upstream) {
    Yaml node = upstream.get("circuit");
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar) {
      CircuitSpec.Mode mode = Fields.parse(node, RouteFileShape.CIRCUIT_MODE);
      return new CircuitSpec(mode, null, null, null, null, null, null, null, null, null, null);
    }
    Fields fields = upstream.in(node);
    Yaml response = fields.get("response");
    FixedResponse answer = response == null ? null : SettingsBuilder.response(fields, response);
    return new CircuitSpec(
        fields.value("mode", RouteFileShape.CIRCUIT_MODE, CircuitSpec.Mode.ON),
        fields.value("scope", RouteFileShape.CIRCUIT_SCOPE),
        fields.value("window", Leaves.DURATION),
        fields.value("minimumCalls", Leaves.COUNT),
        fields.value("failureRate", Leaves.PERCENT),
        fields.value("failures", Leaves.COUNT),
        fields.value("slowCall", Leaves.DURATION),
        fields.value("slowRate", Leaves.PERCENT),
        fields.value("openFor", Leaves.DURATION),
        fields.value("probes", Leaves.COUNT),
        answer);
  }
}
