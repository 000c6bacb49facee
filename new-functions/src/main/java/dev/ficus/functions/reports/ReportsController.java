package dev.ficus.functions.reports;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@OfFunction(FunctionName.REPORTS)
class ReportsController {

  private final Reports reports;
  private final Clock clock;

  ReportsController(Reports reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  record Question(@Nullable String month) {}

  @PostMapping("/reports/process")
  Answer<MonthlyReport> process(@RequestBody Question question) throws InterruptedException {
    MonthlyReport report = reports.of(month(Rules.present("month", question.month())));
    return Answer.of(report, clock.instant());
  }

  private static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException unreadable) {
      throw Refusal.invalid("month must look like 2026-10");
    }
  }
}
