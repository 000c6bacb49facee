package dev.ficus.functions.store;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the data is, and how slow the report shall be.
 *
 * @param data the directory of the H2 files, shared with the legacy app
 * @param reportDelay how long the monthly report takes before it starts to count
 * @param database the shop's database; a blank URL stands for the H2 file {@code <data>/shop}
 * @param customers the customers' own store; a blank URL stands for {@code <data>/customers}
 */
@ConfigurationProperties("shop")
public record ShopSettings(Path data, Duration reportDelay, Database database, Database customers) {

  public ShopSettings {
    data = data.toAbsolutePath().normalize();
    if (reportDelay.isNegative()) {
      throw new IllegalArgumentException(
          "shop.report-delay: %s (expected: 0 or longer)".formatted(reportDelay));
    }
  }

  /** A database's address and who we are there. */
  public record Database(String url, String user, String password) {

    /** The same, with the shared H2 file as the address if none is given. */
    public Database orFile(Path file) {
      return url.isBlank()
          ? new Database("jdbc:h2:file:" + file + ";AUTO_SERVER=TRUE", user, password)
          : this;
    }
  }
}
