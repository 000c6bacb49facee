package dev.ficus.functions.reports;

import dev.ficus.functions.store.ShopSettings;
import dev.ficus.functions.store.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what was sold. */
@Component
class Reports {

  private static final String IN_MONTH =
      "WHERE o.status <> 'cancelled' AND o.placed_at >= :from AND o.placed_at < :until ";

  private final Store shop;
  private final Duration delay;

  Reports(Store shop, ShopSettings settings) {
    this.shop = shop;
    this.delay = settings.reportDelay();
  }

  /** Takes its time, with no connection in its hands, and then counts. */
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
    return new MonthlyReport(month, orders, turnover, categories);
  }

  private JdbcClient.StatementSpec in(YearMonth month, String sql) {
    return shop.jdbc()
        .sql(sql)
        .param("from", start(month))
        .param("until", start(month.plusMonths(1)));
  }

  private static OffsetDateTime start(YearMonth month) {
    return month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
