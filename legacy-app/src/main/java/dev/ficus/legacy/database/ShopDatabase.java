package dev.ficus.legacy.database;

import dev.ficus.legacy.settings.ShopSettings;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ShopDatabase {

  @Bean
  JdbcConnectionDetails shopConnection(ShopSettings settings) {
    stayOnLoopback();
    return new ShopConnection(url(settings), settings.database());
  }

  /**
   * Keeps the port that {@code AUTO_SERVER} opens off the network. H2 reads this property once,
   * when its first class is loaded, hence here, before the pool exists.
   */
  private static void stayOnLoopback() {
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
  }

  private static String url(ShopSettings settings) {
    String configured = settings.database().url();
    return configured.isBlank()
        ? "jdbc:h2:file:" + settings.data().resolve("shop") + ";AUTO_SERVER=TRUE"
        : configured;
  }

  private record ShopConnection(String url, ShopSettings.Database database)
      implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
      return url;
    }

    @Override
    public String getUsername() {
      return database.user();
    }

    @Override
    public String getPassword() {
      return database.password();
    }
  }
}
