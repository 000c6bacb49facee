package dev.ficus.functions.host;

import java.time.Clock;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class HostConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  RunningFunctions runningFunctions(Environment environment) {
    return RunningFunctions.of(environment);
  }

  /** An encoded slash reaches the echo as it was sent, where Tomcat would answer with 400. */
  @Bean
  WebServerFactoryCustomizer<TomcatWebServerFactory> encodedSlashes() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> connector.setEncodedSolidusHandling("passthrough"));
  }
}
