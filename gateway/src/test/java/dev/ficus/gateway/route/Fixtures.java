package dev.ficus.gateway.route;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Route files made by code, for tests that are not about reading them. */
public final class Fixtures {

  private static final Position HERE = new Position("routes/test.yaml", 1, 1);

  private Fixtures() {}

  public static <T> Located<T> at(T value) {
    return new Located<>(value, HERE);
  }

  public static <T> Located<T> at(T value, int line) {
    return new Located<>(value, new Position("routes/test.yaml", line, 5));
  }

  public static UpstreamSpec upstream(String name, String url) {
    return new UpstreamSpec(
        name,
        HERE,
        List.of(at(URI.create(url))),
        TimeoutsSpec.UNSAID,
        PoolSpec.DEFAULT,
        null,
        HeaderEdits.NONE,
        null,
        UpstreamSpec.Data.SHARED,
        null);
  }

  public static MatchSpec match(String path, String... methods) {
    return new MatchSpec(PathPattern.parse(path), Set.of(methods), null, List.of());
  }

  /** A route from the legacy monolith to {@code orders}, with whatever else is said. */
  public static RouteSpec route(String id, MatchSpec match, RouteSettings settings) {
    return new RouteSpec(at(id), at(match), settings);
  }

  public static RouteSettings target(String upstream) {
    return new Settings().target(upstream).build();
  }

  /** A file with the default upstream {@code monolith}, {@code orders}, and these routes. */
  public static RouteFile file(List<RouteSpec> routes) {
    return file(routes, List.of(), List.of());
  }

  public static RouteFile file(
      List<RouteSpec> routes, List<GroupSpec> groups, List<String> removed) {
    List<Located<String>> gone = new ArrayList<>();
    removed.forEach(id -> gone.add(at(id)));
    return new RouteFile(
        "routes/test.yaml",
        "fingerprint",
        at(new DefaultSpec(Map.of(HostPattern.ANY, at("monolith")))),
        RouteSettings.UNSAID,
        List.of(
            upstream("monolith", "http://localhost:9001"),
            upstream("orders", "http://localhost:9002")),
        groups,
        routes,
        gone);
  }

  public static RouteTable table(List<RouteSpec> routes) {
    return table(file(routes));
  }

  public static RouteTable table(RouteFile file) {
    Compilation compilation = RouteCompiler.compile(List.of(file));
    if (compilation.table() == null) {
      throw new AssertionError(compilation.violations());
    }
    return Objects.requireNonNull(compilation.table());
  }

  /** A route file's settings, said one by one. */
  public static final class Settings {
    private @Nullable Located<String> group;
    private @Nullable Located<String> legacy;
    private @Nullable Located<TargetSpec> target;
    private @Nullable Located<RewriteSpec> rewrite;
    private @Nullable Located<Stage> stage;
    private CanarySpec canary = CanarySpec.UNSAID;
    private @Nullable Located<GatesSpec> gates;
    private @Nullable Located<PlanSpec> plan;
    private @Nullable Located<Boolean> safe;
    private @Nullable Located<FallbackSpec> fallback;
    private @Nullable Located<Integer> priority;
    private @Nullable Located<Listener> listener;
    private @Nullable Located<QueueSpec> queue;

    public Settings group(String name) {
      group = at(name);
      return this;
    }

    public Settings legacy(String name) {
      legacy = at(name);
      return this;
    }

    public Settings target(String name) {
      target = at(new TargetSpec.ToUpstream(name));
      return this;
    }

    public Settings respond(int status, String body) {
      target = at(new TargetSpec.Respond(new FixedResponse(status, "text/plain", body)));
      return this;
    }

    public Settings rewrite(String path) {
      rewrite = at(new RewriteSpec(path, Map.of()));
      return this;
    }

    public Settings stage(Stage value) {
      stage = at(value);
      return this;
    }

    public Settings weight(String percent) {
      canary = new CanarySpec(at(Weight.parse(percent)), null, null, null).orElse(canary);
      return this;
    }

    public Settings stickyBy(String... keys) {
      List<StickyKey> parsed = new ArrayList<>();
      for (String key : keys) {
        parsed.add(StickyKey.parse(key));
      }
      canary = new CanarySpec(null, at(parsed), null, null).orElse(canary);
      return this;
    }

    public Settings include(String rule) {
      canary = new CanarySpec(null, null, at(List.of(ClientRule.parse(rule))), null).orElse(canary);
      return this;
    }

    public Settings exclude(String rule) {
      canary = new CanarySpec(null, null, null, at(List.of(ClientRule.parse(rule)))).orElse(canary);
      return this;
    }

    public Settings gates(Map<String, String> limits) {
      gates = at(new GatesSpec(limits));
      return this;
    }

    public Settings plan(String... steps) {
      return plan(java.time.Duration.ZERO, false, steps);
    }

    /** A plan that drives by itself. */
    public Settings autoPlan(java.time.Duration hold, String... steps) {
      return plan(hold, true, steps);
    }

    private Settings plan(java.time.Duration hold, boolean auto, String... steps) {
      List<PlanSpec.Step> parsed = new ArrayList<>();
      for (String step : steps) {
        parsed.add(PlanSpec.Step.parse(step));
      }
      plan = at(new PlanSpec(parsed, hold, auto));
      return this;
    }

    public Settings safe(boolean value) {
      safe = at(value);
      return this;
    }

    public Settings fallback(FallbackSpec value) {
      fallback = at(value);
      return this;
    }

    public Settings priority(int value) {
      priority = at(value);
      return this;
    }

    public Settings listener(Listener value) {
      listener = at(value);
      return this;
    }

    public Settings queue(QueueSpec spec) {
      queue = at(spec);
      return this;
    }

    public RouteSettings build() {
      return new RouteSettings(
          group,
          legacy,
          target,
          rewrite,
          stage,
          canary,
          null,
          gates,
          plan,
          safe,
          fallback,
          priority,
          TimeoutsSpec.UNSAID,
          null,
          listener,
          queue);
    }
  }

  /** A request's head, for lookups. */
  public record Head(
      String method,
      String rawPath,
      @Nullable String rawQuery,
      @Nullable String host,
      Map<String, String> headers,
      String clientAddress,
      Listener listener)
      implements RequestHead {

    public static Head of(String method, String target) {
      int question = target.indexOf('?');
      String path = question < 0 ? target : target.substring(0, question);
      String query = question < 0 ? null : target.substring(question + 1);
      return new Head(method, path, query, null, Map.of(), "192.0.2.1", Listener.PUBLIC);
    }

    public static Head get(String target) {
      return of("GET", target);
    }

    public Head header(String name, String value) {
      Map<String, String> more = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      more.putAll(headers);
      more.put(name, value);
      return new Head(method, rawPath, rawQuery, host, more, clientAddress, listener);
    }

    public Head onHost(String name) {
      return new Head(method, rawPath, rawQuery, name, headers, clientAddress, listener);
    }

    public Head from(String address) {
      return new Head(method, rawPath, rawQuery, host, headers, address, listener);
    }

    public Head on(Listener port) {
      return new Head(method, rawPath, rawQuery, host, headers, clientAddress, port);
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }
}
