package dev.ficus.legacy.reports;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.answers.Stamped;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReportApi {

  private final Reports reports;
  private final Stamp stamp;

  ReportApi(Reports reports, Stamp stamp) {
    this.reports = reports;
    this.stamp = stamp;
  }

  @PostMapping("/api/reports")
  Stamped<MonthlyReport> report(@RequestBody Request request) throws InterruptedException {
    return stamp.on(reports.of(month(Rules.present("month", request.month()))));
  }

  static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException unreadable) {
      throw new Refusal.Invalid("month must look like 2026-10");
    }
  }

  record Request(@Nullable String month) {}
}
