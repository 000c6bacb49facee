package dev.ficus.legacy.ledger;

import dev.ficus.legacy.answers.Rules;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/ledger")
class LedgerApi {

  private final Ledger ledger;

  LedgerApi(Ledger ledger) {
    this.ledger = ledger;
  }

  @GetMapping("/count")
  Map<String, Long> count() {
    return Map.of("writes", ledger.count());
  }

  @GetMapping("/operations")
  Map<String, Long> byOperation() {
    return ledger.byOperation();
  }

  @GetMapping
  Map<String, List<Ledger.Entry>> entries(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "1000") int limit) {
    Rules.between("limit", limit, 1, 10_000);
    return Map.of("entries", ledger.after(after, limit));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void empty() {
    ledger.empty();
  }
}
