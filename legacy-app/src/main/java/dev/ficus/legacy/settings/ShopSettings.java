package dev.ficus.legacy.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the shop.
 *
 * @param data the directory of the database file and of the uploaded files
 * @param reportDelay how long the monthly report takes before it starts to count
 * @param paymentMail whether a payment's notice sends its mail too; not where a function has taken
 *     that over
 * @param database where the tables are
 */
@ConfigurationProperties("shop")
public record ShopSettings(Path data, Duration reportDelay, boolean paymentMail, Database database) {

  public ShopSettings {
    data = data.toAbsolutePath().normalize();
    if (reportDelay.isNegative()) {
      throw new IllegalArgumentException(
          "shop.report-delay: " + reportDelay + " (expected: 0 or longer)");
    }
  }

  /**
   * Where the tables are.
   *
   * @param url a JDBC URL, or blank for the H2 file {@code <data>/shop}
   */
  public record Database(String url, String user, String password) {}
}
