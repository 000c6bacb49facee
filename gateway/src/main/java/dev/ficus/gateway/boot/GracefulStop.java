package dev.ficus.gateway.boot;

import dev.ficus.gateway.relay.Relay;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The first thing that happens when the gateway is told to end: it says that it is not ready,
 * serves on until load balancers have seen that, stops accepting, and lets what is in flight
 * finish.
 */
final class GracefulStop implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);
  private static final long LOOK_MILLIS = 20;

  private final ApplicationContext context;
  private final Relay relay;
  private final Duration delay;
  private final Duration grace;
  private volatile boolean running;

  /**
   * @param delay between the end of readiness and the end of accepting
   * @param grace for what is in flight
   */
  GracefulStop(ApplicationContext context, Relay relay, Duration delay, Duration grace) {
    this.context = context;
    this.relay = relay;
    this.delay = delay;
    this.grace = grace;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }

  @Override
  public void stop() {
    running = false;
    AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    try {
      Thread.sleep(delay);
      relay.drain();
      long end = System.nanoTime() + grace.toNanos();
      while (relay.busyCount() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long busy = relay.busyCount();
    if (busy > 0) {
      log.warn("{} connections are closed in the middle of an exchange", busy);
    }
    relay.closeClients();
  }

  @Override
  public void stop(Runnable done) {
    Thread.ofVirtual()
        .name("graceful-stop")
        .start(
            () -> {
              try {
                stop();
              } finally {
                done.run();
              }
            });
  }
}
