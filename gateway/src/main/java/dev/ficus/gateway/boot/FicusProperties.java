package dev.ficus.gateway.boot;

import dev.ficus.gateway.accesslog.AccessLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything that can be set about a gateway.
 *
 * @param fleet instances of one name that share a Redis share their state
 * @param instanceName how this instance is called; by default its host and port
 * @param dataDir the embedded Redis, the last good state, the admin token
 * @param debugHeaders whether responses name their route, side and stage
 * @param trustedProxies peers whose X-Forwarded headers are believed
 * @param internalPort for routes with {@code listener: internal}; -1 for none
 */
@ConfigurationProperties("ficus")
public record FicusProperties(
    @DefaultValue("ficus") String fleet,
    @Nullable String instanceName,
    @DefaultValue(".ficus") Path dataDir,
    @DefaultValue("false") boolean debugHeaders,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue("8081") int internalPort,
    @DefaultValue("127.0.0.1") String internalAddress,
    @DefaultValue RelayEntry relay,
    @DefaultValue Limits limits,
    @DefaultValue Patience patience,
    @DefaultValue UpstreamTls upstreamTls,
    @DefaultValue AccessLogFile accessLog,
    @DefaultValue Metrics metrics,
    @DefaultValue Shutdown shutdown,
    @DefaultValue Routes routes,
    @DefaultValue Sync sync) {

  /**
   * @param enabled whether plain routes are forwarded on the channel, and not by Spring Cloud
   *     Gateway
   */
  public record RelayEntry(@DefaultValue("true") boolean enabled) {}

  /**
   * What a client may send.
   *
   * @param head the request line and all header lines
   * @param fields header lines
   * @param body 0 is unlimited
   */
  public record Limits(
      @DefaultValue("16KB") DataSize requestLine,
      @DefaultValue("64KB") DataSize head,
      @DefaultValue("200") int fields,
      @DefaultValue("0") DataSize body) {}

  /**
   * For how long slow clients are waited for.
   *
   * @param keepAlive between two requests
   * @param head from a request's first byte to the end of its head
   * @param body between two pieces of a request's body
   * @param write while they take nothing of an answer; 0 is for ever
   */
  public record Patience(
      @DefaultValue("75s") Duration keepAlive,
      @DefaultValue("30s") Duration head,
      @DefaultValue("60s") Duration body,
      @DefaultValue("60s") Duration write) {}

  /**
   * @param bundle of {@code spring.ssl.bundle}: whom to trust and who to be towards upstreams
   */
  public record UpstreamTls(@Nullable String bundle) {}

  /**
   * @param file where each request leaves a line; none by default
   * @param format {@code combined} or {@code json}
   * @param keepDays for how many days rolled files are kept
   */
  public record AccessLogFile(
      @Nullable Path file,
      @DefaultValue("combined") AccessLine format,
      @DefaultValue("14") int keepDays) {}

  /**
   * @param latencyByRoute whether each route has a histogram of its own: sixteen series a side
   */
  public record Metrics(@DefaultValue("true") boolean latencyByRoute) {}

  /**
   * @param delay between the end of readiness and the end of accepting, for load balancers to see
   *     it
   * @param grace for what is in flight
   */
  public record Shutdown(@DefaultValue("5s") Duration delay, @DefaultValue("30s") Duration grace) {}

  /**
   * @param dir of the route files
   * @param onStart whether a declaration that differs at start counts as an edit
   * @param lenient whether an invalid file at start falls back to its last good version
   */
  public record Routes(
      @DefaultValue("routes") Path dir,
      @DefaultValue("keep") OnStart onStart,
      @DefaultValue("false") boolean lenient,
      @DefaultValue("2s") Duration poll,
      @DefaultValue("500ms") Duration settle) {}

  /** What a declaration counts for at start, if it differs from the shared state. */
  public enum OnStart {
    KEEP,
    APPLY
  }

  /**
   * @param period how often the shared state is looked at when nothing tells of a change
   * @param recoverAfter how long the store must stay behind before its state is put back
   */
  public record Sync(
      @DefaultValue("1s") Duration period, @DefaultValue("1500ms") Duration recoverAfter) {}
}
