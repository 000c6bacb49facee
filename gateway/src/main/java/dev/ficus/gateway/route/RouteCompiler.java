package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings route files together into one table: names are resolved, defaults and groups applied, and
 * everything that does not fit is found.
 */
public final class RouteCompiler {

  private final Findings findings = new Findings();
  private final Map<String, UpstreamSpec> upstreamSpecs = new LinkedHashMap<>();
  private final Map<String, Upstream> upstreams = new HashMap<>();
  private final Map<String, GroupSpec> groups = new HashMap<>();
  private final Map<HostPattern, Located<String>> defaults = new LinkedHashMap<>();
  private final Map<String, Target> targets = new HashMap<>();

  private RouteCompiler() {}

  /** Compiles files that were read well by themselves. */
  public static Compilation compile(Collection<RouteFile> files) {
    return new RouteCompiler().run(files);
  }

  private Compilation run(Collection<RouteFile> files) {
    files.forEach(this::collectNames);
    files.forEach(this::collectDefaults);
    compileUpstreams();
    List<Route> routes = compileRoutes(files);
    Set<String> removed = collectRemoved(files, routes);
    List<ReceiverSpec> receivers = collectReceivers(files, routes);
    RouteConflicts.find(routes, findings);
    GroupAgreement.check(routes, findings);
    if (findings.hasViolations()) {
      return new Compilation(null, findings.violations(), findings.warnings());
    }
    RouteTable table = new RouteTable(routes, upstreams, defaultLookups(), removed, receivers);
    return new Compilation(table, List.of(), findings.warnings());
  }

  private void collectNames(RouteFile file) {
    for (UpstreamSpec spec : file.upstreams()) {
      UpstreamSpec before = upstreamSpecs.putIfAbsent(spec.name(), spec);
      if (before != null) {
        findings.violation(
            new Located<>(spec.name(), spec.where()),
            "upstream '" + spec.name() + "' is declared at " + before.where() + " already");
      }
    }
    for (GroupSpec group : file.groups()) {
      GroupSpec before = groups.putIfAbsent(group.name().value(), group);
      if (before != null) {
        findings.violation(
            group.name(),
            "group '"
                + group.name().value()
                + "' is declared at "
                + before.name().where()
                + " already");
      }
    }
  }

  private void collectDefaults(RouteFile file) {
    Located<DefaultSpec> said = file.defaultUpstream();
    if (said == null) {
      return;
    }
    said.value()
        .byHost()
        .forEach(
            (host, name) -> {
              Located<String> before = defaults.putIfAbsent(host, name);
              if (before != null) {
                findings.violation(
                    name,
                    "the default upstream is said at "
                        + before.where()
                        + " already (expected: once for each host)");
              }
              resolve(name);
            });
  }

  private void compileUpstreams() {
    Set<String> defaultNames = new HashSet<>();
    defaults.values().forEach(name -> defaultNames.add(name.value()));
    for (UpstreamSpec spec : upstreamSpecs.values()) {
      boolean isDefault = defaultNames.contains(spec.name());
      Timeouts base = isDefault ? Timeouts.DEFAULT_UPSTREAM : Timeouts.DEFAULT;
      HostPolicy host = spec.host() == null && isDefault ? new HostPolicy.Preserve() : spec.host();
      upstreams.put(
          spec.name(),
          new Upstream(
              spec.name(),
              spec.urls().stream().map(Located::value).toList(),
              base.with(spec.timeouts()),
              spec.pool(),
              host,
              spec.headers(),
              spec.circuit(),
              spec.data(),
              spec.versionHeader()));
    }
  }

  private List<Route> compileRoutes(Collection<RouteFile> files) {
    List<Route> routes = new ArrayList<>();
    Map<String, Position> ids = new HashMap<>();
    for (RouteFile file : files) {
      for (RouteSpec spec : file.routes()) {
        Position before = ids.putIfAbsent(spec.id().value(), spec.id().where());
        if (before != null) {
          findings.violation(
              spec.id(), "route '" + spec.id().value() + "' is declared at " + before + " already");
        }
        compileRoute(file, spec, routes);
      }
    }
    return routes;
  }

  private void compileRoute(RouteFile file, RouteSpec spec, List<Route> routes) {
    Located<QueueSpec> queue = spec.settings().queue();
    switch (queue == null ? null : queue.value()) {
      case null -> routes.add(compile(routes.size(), spec, merged(file, spec)));
      // No route can say that: notices come from the gateway itself.
      case QueueSpec.Notify _ -> {}
      case QueueSpec.Store store -> {
        QueueRules.checkStore(spec, findings);
        RouteSettings own = store.settings().orElse(spec.settings());
        RouteSpec stored = new RouteSpec(spec.id(), spec.match(), own);
        routes.add(compile(routes.size(), stored, merged(file, stored)));
      }
      case QueueSpec.Webhook webhook -> {
        QueueRules.checkWebhook(spec, webhook, findings);
        routes.add(webhook(routes.size(), spec, webhook));
        for (SubscriberSpec subscriber : webhook.subscribers()) {
          RouteSpec its = QueueRules.asRoute(spec, subscriber);
          routes.add(compile(routes.size(), its, merged(file, its)));
        }
      }
    }
  }

  /**
   * The gateway answers its requests by itself; what becomes of them is the subscribers' affair.
   */
  private static Route webhook(int ordinal, RouteSpec spec, QueueSpec.Webhook webhook) {
    RouteSettings settings = spec.settings();
    Listener listener = settings.listener() == null ? Listener.PUBLIC : settings.listener().value();
    FixedResponse answer =
        webhook.answer() == null
            ? new FixedResponse(202, "application/json", "")
            : webhook.answer();
    return new Route(
        ordinal,
        spec.id().value(),
        spec.id().where(),
        null,
        spec.match().value(),
        listener,
        null,
        new Target.Respond(answer),
        null,
        null,
        Weight.NONE,
        List.of(),
        List.of(),
        List.of(),
        null,
        FallbackSpec.DEFAULT,
        valueOr(settings.priority(), 0),
        TimeoutsSpec.UNSAID,
        List.of(),
        null,
        null,
        null,
        webhook);
  }

  private RouteSettings merged(RouteFile file, RouteSpec spec) {
    RouteSettings own = spec.settings();
    Located<String> groupName = own.group() != null ? own.group() : file.defaults().group();
    RouteSettings settings = own;
    if (groupName != null) {
      GroupSpec group = groups.get(groupName.value());
      if (group == null) {
        findings.violation(
            groupName,
            "unknown group '"
                + groupName.value()
                + "'"
                + Findings.suggestion(groupName.value(), groups.keySet()));
      } else {
        settings = settings.orElse(group.settings());
      }
    }
    boolean internal =
        settings.listener() != null && settings.listener().value() == Listener.INTERNAL;
    Located<String> legacy = settings.legacy();
    settings = settings.orElse(file.defaults());
    // What only functions call never lived in the monolith: its legacy side is not inherited.
    return internal && legacy == null ? settings.withoutLegacy() : settings;
  }

  private Route compile(int ordinal, RouteSpec spec, RouteSettings settings) {
    String id = spec.id().value();
    Listener listener = settings.listener() == null ? Listener.PUBLIC : settings.listener().value();
    Upstream legacy = legacyOf(spec, settings, listener);
    Target target = targetOf(settings);
    RouteRules.check(spec, settings, legacy, target, findings);
    Located<Stage> stage = settings.stage();
    Located<Weight> weight = settings.canary().weight();
    QueueSpec queue = settings.queue() == null ? null : settings.queue().value();
    return new Route(
        ordinal,
        id,
        spec.id().where(),
        settings.group() == null ? null : settings.group().value(),
        spec.match().value(),
        listener,
        legacy,
        target,
        rewriteOf(spec, settings),
        stage == null ? null : stage.value(),
        weight == null ? Weight.NONE : weight.value(),
        QueueRules.keysOf(spec, settings),
        valueOr(settings.canary().include(), List.of()),
        valueOr(settings.canary().exclude(), List.of()),
        settings.safe() == null ? null : settings.safe().value(),
        valueOr(settings.fallback(), FallbackSpec.DEFAULT),
        valueOr(settings.priority(), 0),
        settings.timeouts(),
        valueOr(settings.filters(), List.of()),
        settings.shadow() == null ? null : settings.shadow().value(),
        settings.plan() == null ? null : settings.plan().value(),
        settings.gates() == null ? null : settings.gates().value(),
        queue);
  }

  private @Nullable Upstream legacyOf(RouteSpec spec, RouteSettings settings, Listener listener) {
    Located<String> said = settings.legacy();
    if (said == null && listener != Listener.INTERNAL) {
      HostPattern host = Objects.requireNonNullElse(spec.match().value().host(), HostPattern.ANY);
      said = defaults.getOrDefault(host, defaults.get(HostPattern.ANY));
      return said == null ? null : upstreams.get(said.value());
    }
    return said == null ? null : resolve(said);
  }

  private @Nullable Target targetOf(RouteSettings settings) {
    Located<TargetSpec> said = settings.target();
    return switch (said == null ? null : said.value()) {
      case null -> null;
      case TargetSpec.Respond respond -> new Target.Respond(respond.response());
      case TargetSpec.ToUpstream to -> {
        Upstream upstream = resolve(new Located<>(to.name(), Objects.requireNonNull(said).where()));
        // One for all routes: what thousands share is always at hand.
        yield upstream == null
            ? null
            : targets.computeIfAbsent(upstream.name(), _ -> new Target.ToUpstream(upstream));
      }
    };
  }

  /** The upstream of a name, or null if it is {@code none} or unknown; the latter is found. */
  private @Nullable Upstream resolve(Located<String> name) {
    if (name.value().equals(DefaultSpec.NONE)) {
      return null;
    }
    if (!upstreamSpecs.containsKey(name.value())) {
      findings.violation(
          name,
          "unknown upstream '"
              + name.value()
              + "'"
              + Findings.suggestion(name.value(), upstreamSpecs.keySet()));
    }
    return upstreams.get(name.value());
  }

  private @Nullable Rewrite rewriteOf(RouteSpec spec, RouteSettings settings) {
    if (settings.rewrite() == null) {
      return null;
    }
    try {
      return Rewrite.compile(spec.match().value().path(), settings.rewrite().value());
    } catch (IllegalArgumentException e) {
      findings.violation(settings.rewrite().where(), Objects.requireNonNull(e.getMessage()));
      return null;
    }
  }

  private Set<String> collectRemoved(Collection<RouteFile> files, List<Route> routes) {
    Map<String, Position> present = new HashMap<>();
    routes.forEach(route -> present.put(route.id(), route.where()));
    Set<String> removed = new HashSet<>();
    for (RouteFile file : files) {
      for (Located<String> id : file.removed()) {
        removed.add(id.value());
        Position where = present.get(id.value());
        if (where != null) {
          findings.violation(
              id, "route '" + id.value() + "' is listed under removed:, yet declared at " + where);
        }
      }
    }
    return removed;
  }

  private List<ReceiverSpec> collectReceivers(Collection<RouteFile> files, List<Route> routes) {
    Map<String, Position> names = new HashMap<>();
    List<ReceiverSpec> receivers = new ArrayList<>();
    for (RouteFile file : files) {
      for (ReceiverSpec receiver : file.receivers()) {
        Located<String> name = receiver.name();
        Position before = names.putIfAbsent(name.value(), name.where());
        if (before != null) {
          findings.violation(
              name, "receiver '" + name.value() + "' is declared at " + before + " already");
        }
        receivers.add(receiver);
      }
    }
    for (Route route : routes) {
      if (!receivers.isEmpty() && route.id().equals(QueueSpec.Notify.QUEUE)) {
        findings.violation(
            new Located<>(route.id(), route.where()),
            "route 'notify': notices have the queue of that name (expected: another id)");
      }
    }
    return receivers;
  }

  private Map<HostPattern, Lookup> defaultLookups() {
    Map<HostPattern, Lookup> lookups = new HashMap<>();
    defaults.forEach(
        (host, name) -> lookups.put(host, new Lookup.Unmatched(upstreams.get(name.value()))));
    return lookups;
  }

  private static <T> T valueOr(@Nullable Located<T> located, T otherwise) {
    return located == null ? otherwise : located.value();
  }
}
