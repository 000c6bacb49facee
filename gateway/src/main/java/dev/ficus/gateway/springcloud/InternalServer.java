package dev.ficus.gateway.springcloud;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The second port, on which functions reach external APIs: routes with {@code listener: internal}.
 */
final class InternalServer implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(InternalServer.class);
  private static final int MAX_HEAD = 64 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final EntrySettings settings;
  private final Supplier<HttpHandler> handler;
  private final InternalServerCustomizer customizer;
  private volatile @Nullable DisposableServer server;

  /**
   * @param customizer puts whatever else the server is to do in front of the handler
   */
  InternalServer(
      EntrySettings settings, Supplier<HttpHandler> handler, InternalServerCustomizer customizer) {
    this.settings = settings;
    this.handler = handler;
    this.customizer = customizer;
  }

  @Override
  public void start() {
    if (settings.internalPort() < 0) {
      return;
    }
    try {
      server =
          customizer
              .apply(HttpServer.create())
              .host(settings.internalAddress())
              .port(settings.internalPort())
              .httpRequestDecoder(
                  spec -> spec.maxHeaderSize(MAX_HEAD).maxInitialLineLength(MAX_HEAD))
              // With a group, disposing waits for the requests in flight.
              .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
              .handle(new ReactorHttpHandlerAdapter(handler.get()))
              .bindNow(Duration.ofSeconds(10));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "ficus.internal-port: cannot listen on "
              + settings.internalAddress()
              + ":"
              + settings.internalPort()
              + " (way out: another ficus.internal-port, or -1 for none)",
          e);
    }
  }

  @Override
  public void stop() {
    DisposableServer running = server;
    server = null;
    if (running != null) {
      try {
        running.disposeNow(GRACE);
      } catch (IllegalStateException tookTooLong) {
        log.warn("requests on the internal port were still in flight after {}", GRACE);
      }
    }
  }

  @Override
  public void stop(Runnable done) {
    Thread.ofVirtual()
        .name("internal-server-stop")
        .start(
            () -> {
              try {
                stop();
              } finally {
                done.run();
              }
            });
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }

  /** After the public port has finished what is in flight there, which may call in here. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
  }

  /** The port that it is bound to, or -1. */
  int port() {
    DisposableServer running = server;
    return running == null ? -1 : running.port();
  }
}
