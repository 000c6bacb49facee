package dev.ficus.functions;

import dev.ficus.functions.host.RunningFunctions;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

/** The host of the new functions; {@code --functions=orders,stock} starts only those. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NewFunctions {

  /** Starts the process; exits with 1 if it cannot, for instance for an unknown function. */
  public static void main(String[] args) {
    start(args);
  }

  static ConfigurableApplicationContext start(String... args) {
    keepDatabaseLocal();
    var application = new SpringApplication(NewFunctions.class);
    // An unknown function shall end the start before it has begun.
    application.addInitializers(context -> RunningFunctions.of(context.getEnvironment()));
    return application.run(args);
  }

  /** H2 reads this once, and without it a shared database file would listen on every interface. */
  private static void keepDatabaseLocal() {
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
  }
}
