package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What whoever runs the shop relies on. */
@ExtendWith(RunningShop.class)
class OperationIT {

  @Test
  void saysWhenItIsReady(Shop shop) throws Exception {
    var readiness = shop.get("/actuator/health/readiness");

    assertThat(readiness.statusCode()).isEqualTo(200);
    assertThat(Shop.read(readiness).path("status").asString()).isEqualTo("UP");
  }

  @Test
  void theDatabaseIsSharedOnLoopbackOnly(Shop shop) throws Exception {
    String lock = Files.readString(shop.data().resolve("shop.lock.db"));

    assertThat(lock).containsPattern("server=(localhost|127\\.0\\.0\\.1)\\\\:\\d+");
  }

  @Test
  void aSecondConnectionFromOutsideThePoolSeesTheData(Shop shop) throws Exception {
    String url = "jdbc:h2:file:" + shop.data().resolve("shop") + ";AUTO_SERVER=TRUE";
    try (var connection = DriverManager.getConnection(url, "sa", "");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT COUNT(*) FROM product")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(60);
    }
  }
}
