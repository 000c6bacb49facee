package dev.ficus.gateway.boot;

import dev.ficus.gateway.springcloud.SpringCloudEntry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** The gateway's main class. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(FicusProperties.class)
@Import({
  RedisConfiguration.class,
  RoutingConfiguration.class,
  EntryConfiguration.class,
  AdminConfiguration.class,
  SpringCloudEntry.class
})
public class FicusGateway {

  public static void main(String[] args) {
    SpringApplication.run(FicusGateway.class, args);
  }
}
