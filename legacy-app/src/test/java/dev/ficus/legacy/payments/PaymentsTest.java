package dev.ficus.legacy.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.settings.ShopSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class PaymentsTest {

  /** Who gets the mail from a function already would get it twice otherwise. */
  @ParameterizedTest
  @CsvSource({"true,1", "false,0"})
  void sendsThePaymentsMailUnlessAFunctionDoes(boolean mails, int sent) {
    var database = new JdbcDataSource();
    database.setUrl("jdbc:h2:mem:payments-" + mails + ";DB_CLOSE_DELAY=-1");
    JdbcClient jdbc = JdbcClient.create(database);
    jdbc.sql(
            "CREATE TABLE payment (id VARCHAR(80), order_id BIGINT, amount NUMERIC(10,2),"
                + " status VARCHAR(20), received_at TIMESTAMP WITH TIME ZONE)")
        .update();
    jdbc.sql(
            "CREATE TABLE mail (payment_id VARCHAR(80), subject VARCHAR(200),"
                + " sent_at TIMESTAMP WITH TIME ZONE)")
        .update();
    var settings =
        new ShopSettings(
            Path.of("x"), Duration.ZERO, mails, new ShopSettings.Database("", "sa", ""));
    var payments = new Payments(jdbc, mock(Ledger.class), Clock.systemUTC(), settings);

    payments.record(new Notice("pay_1", 1, BigDecimal.ONE, "paid"), null);

    assertThat(count(jdbc, "payment")).isEqualTo(1);
    assertThat(count(jdbc, "mail")).isEqualTo(sent);
  }

  private static int count(JdbcClient jdbc, String table) {
    return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Integer.class).single();
  }
}
