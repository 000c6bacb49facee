package dev.ficus.functions.reports;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/**
 * What the shop sold in a month of UTC; cancelled orders do not count.
 *
 * @param turnover net
 * @param byCategory in no particular order
 */
record MonthlyReport(YearMonth month, long orders, BigDecimal turnover, List<Category> byCategory) {

  MonthlyReport {
    byCategory = List.copyOf(byCategory);
  }

  record Category(String category, BigDecimal turnover) {}
}
