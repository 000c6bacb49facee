package dev.ficus.legacy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/** The shop monolith. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LegacyApp {

  private static final Logger log = LoggerFactory.getLogger(LegacyApp.class);

  public static void main(String[] args) {
    SpringApplication.run(LegacyApp.class, args);
  }

  @EventListener
  void listening(WebServerInitializedEvent event) {
    log.info("The shop listens on port {}", event.getWebServer().getPort());
  }
}
