package dev.ficus.gateway.boot;

import dev.ficus.gateway.relay.RelayEntry;
import dev.ficus.gateway.springcloud.SpringCloudEntry;
import io.netty.util.ResourceLeakDetector;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import reactor.netty.resources.LoopResources;

/** The gateway's main class. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(FicusProperties.class)
@Import({
  RedisConfiguration.class,
  RoutingConfiguration.class,
  CircuitConfiguration.class,
  QueueConfiguration.class,
  ParityConfiguration.class,
  EntryConfiguration.class,
  MeterConfiguration.class,
  AdminConfiguration.class,
  TracingConfiguration.class,
  RelayEntry.class,
  SpringCloudEntry.class
})
public class FicusGateway {

  public static void main(String[] args) {
    ResourceLeakDetector.setLevel(leakDetection());
    SpringApplication.run(FicusGateway.class, args);
    endWell();
    LoggerFactory.getLogger(FicusGateway.class).info("event loops: {}", eventLoops());
  }

  /** Every 128th buffer with a stack trace costs; the tests watch every one. */
  private static ResourceLeakDetector.Level leakDetection() {
    boolean asked = System.getProperty("io.netty.leakDetection.level") != null;
    return asked ? ResourceLeakDetector.getLevel() : ResourceLeakDetector.Level.DISABLED;
  }

  /** A gateway that has run, was told to end and did, has not failed. */
  private static void endWell() {
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }

  /** NIO costs more; that it is used must not stay unseen. */
  private static String eventLoops() {
    return LoopResources.hasNativeSupport() ? "native" : "NIO, since no native transport is here";
  }
}
