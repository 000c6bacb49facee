package dev.ficus.gateway.admin;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Tells what goes on for long that the gateway ends, before its server waits for that. */
final class Closing implements ApplicationListener<ContextClosedEvent> {

  private final Sinks.Empty<Void> end = Sinks.empty();

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    end.tryEmitEmpty();
  }

  Mono<Void> end() {
    return end.asMono();
  }
}
