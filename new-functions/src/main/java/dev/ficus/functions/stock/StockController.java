package dev.ficus.functions.stock;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Written;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/stock/{productId}")
@OfFunction(FunctionName.STOCK)
class StockController {

  private final Shelf shelf;
  private final Clock clock;

  StockController(Shelf shelf, Clock clock) {
    this.shelf = shelf;
    this.clock = clock;
  }

  record Adjustment(@Nullable Integer delta) {}

  @GetMapping
  Answer<Stock> read(@PathVariable long productId) {
    return Answer.of(shelf.get(productId), clock.instant());
  }

  @PostMapping("/adjust")
  ResponseEntity<Stock> adjust(
      @PathVariable long productId,
      @RequestBody Adjustment adjustment,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    return shelf.adjust(productId, Rules.present("delta", adjustment.delta()), key).ok();
  }
}
