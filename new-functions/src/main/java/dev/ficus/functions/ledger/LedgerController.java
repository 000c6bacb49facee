package dev.ficus.functions.ledger;

import static java.util.stream.Collectors.toMap;

import dev.ficus.functions.answers.Rules;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The ledgers of all stores of this process, as if they were one. The ids of the stores interleave;
 * a reader who pages with {@code after} sees everything once the writers are at rest.
 */
@RestController
@RequestMapping("/ledger")
class LedgerController {

  private final List<Ledger> ledgers;

  LedgerController(List<Ledger> ledgers) {
    this.ledgers = ledgers;
  }

  @GetMapping("/count")
  Map<String, Long> count() {
    return Map.of("writes", ledgers.stream().mapToLong(Ledger::count).sum());
  }

  @GetMapping("/operations")
  Map<String, Long> byOperation() {
    return ledgers.stream()
        .flatMap(ledger -> ledger.byOperation().entrySet().stream())
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
  }

  @GetMapping
  Map<String, List<Ledger.Entry>> entries(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "1000") int limit) {
    Rules.between("limit", limit, 1, 10_000);
    return Map.of(
        "entries",
        ledgers.stream()
            .flatMap(ledger -> ledger.after(after, limit).stream())
            .sorted(Comparator.comparingLong(Ledger.Entry::id))
            .limit(limit)
            .toList());
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void empty() {
    ledgers.forEach(Ledger::empty);
  }
}
