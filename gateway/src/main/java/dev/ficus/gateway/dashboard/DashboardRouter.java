package dev.ficus.gateway.dashboard;

import dev.ficus.gateway.dashboard.DashboardFiles.DashboardFile;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Hands out the dashboard's files. A browser asks for each again and is told that it has not
 * changed, so that nobody sees the dashboard of the version before.
 */
final class DashboardRouter implements RouterFunction<ServerResponse> {

  /** Nothing but what comes from here; no script or style within a page; in nobody's frame. */
  private static final String POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final DashboardFiles files;

  DashboardRouter(DashboardFiles files) {
    this.files = files;
  }

  @Override
  public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
    boolean asks =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    String path = request.path();
    if (!asks || !DashboardFiles.isName(path)) {
      return Mono.empty();
    }
    return Mono.fromCallable(() -> files.find(path))
        .subscribeOn(Schedulers.boundedElastic())
        .map(file -> its -> answer(its, file));
  }

  private static Mono<ServerResponse> answer(ServerRequest request, DashboardFile file) {
    boolean isKnown = request.headers().header(HttpHeaders.IF_NONE_MATCH).contains(file.etag());
    // What a 304 says replaces what the browser has kept, so it says all of it again.
    ServerResponse.BodyBuilder answer =
        ServerResponse.status(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .eTag(file.etag())
            .cacheControl(CacheControl.noCache())
            .header("Content-Security-Policy", POLICY);
    return isKnown
        ? answer.build()
        : answer
            .contentType(MediaType.parseMediaType(file.contentType()))
            .contentLength(file.bytes().length)
            .bodyValue(file.bytes());
  }
}
