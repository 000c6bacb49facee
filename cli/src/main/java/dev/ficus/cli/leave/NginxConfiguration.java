package dev.ficus.cli.leave;

import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.storagefirst.StoredRequests;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An nginx configuration that takes over what leaves and passes the rest on to Ficus.
 *
 * <p>A map tries the routes in their order of precedence, as Ficus does. The request then goes to
 * the location of what was found, whose name stands before its path for the time being.
 */
final class NginxConfiguration {

  /** Before the paths of requests on their way to a location; no client can ask for it. */
  private static final String PLACE = "/.ficus/";

  private static final String DEFAULT = "default";
  private static final String NOBODY = "none";
  private static final String FICUS = "ficus";

  private final StringBuilder out = new StringBuilder();
  private final List<Departure> departures;
  private final Map<HostPattern, @Nullable Upstream> defaults;
  private final Secrets secrets;
  private final URI ficus;
  private final int port;
  private final Map<String, Upstream> upstreams = new TreeMap<>();

  /**
   * @param defaults who takes what no route claims, by host; null for nobody
   * @param ficus where Ficus goes on to take clients' requests
   * @param port where nginx listens
   */
  NginxConfiguration(
      List<Departure> departures,
      Map<HostPattern, @Nullable Upstream> defaults,
      Secrets secrets,
      URI ficus,
      int port) {
    this.departures = departures;
    this.defaults = new LinkedHashMap<>(defaults);
    this.secrets = secrets;
    this.ficus = ficus;
    this.port = port;
  }

  private boolean needsFicus() {
    return departures.stream().anyMatch(NginxConfiguration::isSeenByClients)
        || defaults.values().stream().anyMatch(its -> its != null && stays(its));
  }

  /** What stays though no client comes to it needs no way to Ficus through nginx. */
  private static boolean isSeenByClients(Departure departure) {
    return departure instanceof Departure.Stays && NginxOrder.isPublic(departure.route());
  }

  /** Who was told where the result of a stored request will be is to find it there. */
  private static boolean keepsResults(Departure departure) {
    return isSeenByClients(departure) && departure.route().queue() instanceof QueueSpec.Store;
  }

  /** The text, to be included in nginx's {@code http} block. */
  String text() {
    maps();
    String maps = taken();
    locations();
    String locations = taken();
    out.append(maps);
    upstreams();
    line("server {");
    line("    listen " + port + ";");
    line("    merge_slashes off;");
    line("    absolute_redirect off;");
    line("    underscores_in_headers on;");
    line("    ignore_invalid_headers off;");
    line("    large_client_header_buffers 8 64k;");
    line("    client_max_body_size 0;");
    line("    proxy_http_version 1.1;");
    line("    proxy_buffering off;");
    line("    proxy_request_buffering off;");
    line("    proxy_next_upstream off;");
    line("");
    line("    rewrite ^ " + PLACE + "$ficus_route$uri;");
    out.append(locations);
    line("}");
    return out.toString();
  }

  private void maps() {
    line("map $http_upgrade $ficus_connection {");
    line("    default upgrade;");
    line("    \"\" \"\";");
    line("}");
    line("");
    line("# A preflight asks for another request's method.");
    line(
        "map \"$request_method>$http_access_control_request_method>$http_origin\" $ficus_method {");
    line("    default $request_method;");
    line("    \"~^OPTIONS>(?<ficus_asked>[A-Z]+)>.\" \"OPTIONS>$ficus_asked\";");
    line("}");
    line("");
    line("# The first that matches, in the order of precedence.");
    line("map \"$host $ficus_method $uri\" $ficus_route {");
    line("    default " + placeOf(HostPattern.ANY) + ";");
    if (departures.stream().anyMatch(NginxConfiguration::keepsResults)) {
      String results = "~^\\S* \\S+ " + NginxPath.literal(StoredRequests.PATH);
      line("    " + NginxText.quoted(results) + " " + FICUS + ";");
    }
    Set<String> entries = new LinkedHashSet<>();
    for (NginxOrder.Entry entry : NginxOrder.of(departures)) {
      String place = entry.departure() instanceof Departure.Stays ? FICUS : entry.place();
      entries.add("    " + NginxText.quoted("~" + entry.expression()) + " " + place + ";");
    }
    entries.forEach(this::line);
    defaults.forEach(
        (host, _) -> {
          if (!host.equals(HostPattern.ANY)) {
            String expression = "~^" + NginxOrder.host(host) + " ";
            line("    " + NginxText.quoted(expression) + " " + placeOf(host) + ";");
          }
        });
    line("}");
    line("");
  }

  private String placeOf(HostPattern host) {
    Upstream upstream = defaults.get(host);
    if (upstream == null) {
      return NOBODY;
    }
    return stays(upstream) ? FICUS : DEFAULT + "-" + name(upstream);
  }

  private static boolean stays(Upstream upstream) {
    return Departures.whyOf(upstream, Side.LEGACY) != null;
  }

  /** What was written so far; what follows begins anew. */
  private String taken() {
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  private void locations() {
    for (Departure departure : departures) {
      if (departure instanceof Departure.Leaves(Route route)) {
        location(route);
      }
    }
    defaults.values().stream()
        .filter(its -> its != null && !stays(its))
        .distinct()
        .forEach(
            upstream -> {
              open(DEFAULT + "-" + name(upstream), "what no route claims");
              pass(upstream, Side.LEGACY, List.of());
              line("        " + NginxRewrite.redirect(upstream.urls()));
              line("        proxy_pass " + url(upstream) + "$request_uri;");
              line("    }");
            });
    open(NOBODY, "what nobody claims");
    line("        return 404;");
    line("    }");
    if (needsFicus()) {
      open(FICUS, "what cannot leave yet");
      line("        proxy_set_header Host $http_host;");
      line("        proxy_set_header Upgrade $http_upgrade;");
      line("        proxy_set_header Connection $ficus_connection;");
      line("        proxy_set_header X-Forwarded-For $remote_addr;");
      line("        proxy_set_header X-Forwarded-Proto $scheme;");
      line("        proxy_set_header X-Forwarded-Host $http_host;");
      line("        proxy_read_timeout 1d;");
      line("        proxy_pass http://ficus$request_uri;");
      line("    }");
    }
  }

  private void open(String place, String comment) {
    line("");
    line("    # " + comment);
    line("    location ^~ " + PLACE + place + "/ {");
  }

  private void location(Route route) {
    open(NginxOrder.place(route), route.id() + ": " + route.match().path());
    switch (route.target()) {
      case Target.Respond(FixedResponse response) -> respond(response);
      case Target.ToUpstream(Upstream upstream) -> forward(route, upstream);
      case null -> throw new IllegalArgumentException(route.id());
    }
    line("    }");
  }

  private void respond(FixedResponse response) {
    String type = response.contentType() == null ? "text/plain" : response.contentType();
    line("        default_type " + NginxText.quoted(type) + ";");
    line("        return " + response.status() + " " + NginxText.quoted(response.body()) + ";");
  }

  private void forward(Route route, Upstream upstream) {
    List<FilterSpec> filters =
        route.filters().stream().filter(its -> its.on() != FilterSpec.On.LEGACY).toList();
    pass(upstream, Side.TARGET, filters);
    Rewrite rewrite = route.rewrite();
    PathPattern to = rewrite == null ? null : rewrite.to();
    if (rewrite == null || to == null) {
      line("        " + NginxRewrite.redirect(upstream.urls()));
      line("        proxy_pass " + url(upstream) + "$request_uri;");
      return;
    }
    new NginxRewrite(rewrite.from(), to)
        .directives(PLACE + NginxOrder.place(route), upstream.urls())
        .forEach(directive -> line("        " + directive));
    line("        proxy_pass " + url(upstream) + ";");
  }

  private void pass(Upstream upstream, Side side, List<FilterSpec> filters) {
    upstreams.put(name(upstream), upstream);
    String host =
        switch (upstream.hostFor(side)) {
          case HostPolicy.Preserve _ -> "$http_host";
          case HostPolicy.Upstream _ -> upstream.urls().getFirst().getRawAuthority();
          case HostPolicy.Fixed(String fixed) -> fixed;
        };
    line("        proxy_set_header Host " + host + ";");
    line("        proxy_set_header Upgrade $http_upgrade;");
    line("        proxy_set_header Connection $ficus_connection;");
    line("        proxy_set_header X-Forwarded-For $remote_addr;");
    line("        proxy_set_header X-Forwarded-Proto $scheme;");
    line("        proxy_set_header X-Forwarded-Host $http_host;");
    new TreeMap<>(upstream.headers().set())
        .forEach(
            (name, value) ->
                line(
                    secrets.isIn(value)
                        ? "        # BY HAND, a secret: proxy_set_header " + name + " …;"
                        : "        proxy_set_header "
                            + name
                            + " "
                            + NginxText.quoted(value)
                            + ";"));
    for (String name : upstream.headers().remove()) {
      line("        proxy_set_header " + name + " \"\";");
    }
    for (FilterSpec filter : filters) {
      Objects.requireNonNull(NginxFilter.lines(filter, secrets))
          .forEach(directive -> line("        " + directive));
    }
    line("        proxy_connect_timeout " + time(upstream.timeouts().connect()) + ";");
    Duration response = upstream.timeouts().response();
    Duration idle = upstream.timeouts().idle();
    boolean off = response.isZero() || idle.isZero();
    Duration read = response.compareTo(idle) > 0 ? response : idle;
    line("        proxy_read_timeout " + (off ? "1d" : time(read)) + ";");
    if (isSecure(upstream)) {
      line("        proxy_ssl_server_name on;");
      line("        proxy_ssl_name " + upstream.urls().getFirst().getHost() + ";");
      line("        proxy_ssl_verify on;");
      line("        proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;");
    }
    line("        proxy_cookie_domain " + upstream.urls().getFirst().getHost() + " $host;");
  }

  private static String time(Duration duration) {
    return duration.toMillis() + "ms";
  }

  private void upstreams() {
    upstreams.forEach(
        (name, upstream) -> {
          line("upstream " + name + " {");
          for (URI url : upstream.urls()) {
            int its = url.getPort() > 0 ? url.getPort() : isSecure(upstream) ? 443 : 80;
            line("    server " + url.getHost() + ":" + its + ";");
          }
          line("    keepalive 64;");
          line("}");
          line("");
        });
    if (needsFicus()) {
      line("upstream ficus {");
      line("    server " + ficus.getRawAuthority() + ";");
      line("    keepalive 64;");
      line("}");
      line("");
    }
  }

  private static boolean isSecure(Upstream upstream) {
    return "https".equals(upstream.urls().getFirst().getScheme());
  }

  private static String url(Upstream upstream) {
    return (isSecure(upstream) ? "https://" : "http://") + name(upstream);
  }

  /** Of its group of servers, whatever nginx itself calls so. */
  private static String name(Upstream upstream) {
    return "to-" + upstream.name().replaceAll("[^A-Za-z0-9-]", "-");
  }

  private void line(String line) {
    out.append(line).append('\n');
  }
}
