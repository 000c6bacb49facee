package dev.ficus.legacy.reports;

import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.settings.ShopSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts what was sold. */
@Repository
class Reports {

  private static final String IN_MONTH =
      "WHERE o.status <> 'cancelled' AND o.placed_at >= :from AND o.placed_at < :until ";

  private final JdbcClient jdbc;
  private final Duration delay;

  Reports(JdbcClient jdbc, ShopSettings settings) {
    this.jdbc = jdbc;
    this.delay = settings.reportDelay();
  }

  /** Takes its time, without a connection in its hands, and then counts. */
  MonthlyReport of(YearMonth month) throws InterruptedException {
    Thread.sleep(delay);
    List<MonthlyReport.Category> categories =
        in(
                month,
                """
                SELECT p.category, SUM(l.line_sum) AS turnover
                FROM shop_order o JOIN order_line l ON l.order_id = o.id
                  JOIN product p ON p.id = l.product_id
                """
                    + IN_MONTH
                    + "GROUP BY p.category")
            .query(MonthlyReport.Category.class)
            .list();
    BigDecimal turnover =
        categories.stream()
            .map(MonthlyReport.Category::turnover)
            .reduce(new BigDecimal("0.00"), BigDecimal::add);
    long orders =
        in(month, "SELECT COUNT(*) FROM shop_order o " + IN_MONTH).query(Long.class).single();
    return new MonthlyReport(month, orders, turnover, Stamp.shuffled(categories));
  }

  private JdbcClient.StatementSpec in(YearMonth month, String sql) {
    return jdbc.sql(sql)
        .param("from", month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("until", month.plusMonths(1).atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC));
  }
}
