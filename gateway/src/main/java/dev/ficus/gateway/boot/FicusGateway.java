package dev.ficus.gateway.boot;

import dev.ficus.gateway.relay.RelayEntry;
import dev.ficus.gateway.springcloud.SpringCloudEntry;
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
  EntryConfiguration.class,
  AdminConfiguration.class,
  RelayEntry.class,
  SpringCloudEntry.class
})
public class FicusGateway {

  public static void main(String[] args) {
    SpringApplication.run(FicusGateway.class, args);
    LoggerFactory.getLogger(FicusGateway.class).info("event loops: {}", eventLoops());
  }

  /** NIO costs more; that it is used must not stay unseen. */
  private static String eventLoops() {
    return LoopResources.hasNativeSupport() ? "native" : "NIO, since no native transport is here";
  }
}
