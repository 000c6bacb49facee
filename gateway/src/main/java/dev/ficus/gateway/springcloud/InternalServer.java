package dev.ficus.gateway.springcloud;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The second port, on which functions reach external APIs: routes with {@code listener: internal}. */
final class InternalServer implements SmartLifecycle {

  private final EntrySettings settings;
  private final java.util.function.Supplier<HttpHandler> handler;
  private volatile @Nullable DisposableServer server;

  InternalServer(EntrySettings settings, java.util.function.Supplier<HttpHandler> handler) {
    this.settings = settings;
    this.handler = handler;
  }

  @Override
  public void start() {
    if (settings.internalPort() < 0) {
      return;
    }
    try {
      server =
          HttpServer.create()
              .host(settings.internalAddress())
              .port(settings.internalPort())
              .httpRequestDecoder(spec -> spec.maxHeaderSize(64 * 1024))
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
    if (running != null) {
      running.disposeNow(Duration.ofSeconds(30));
      server = null;
    }
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }

  /** The port that it is bound to, or -1. */
  int port() {
    DisposableServer running = server;
    return running == null ? -1 : running.port();
  }
}
