package dev.ficus.legacy.stock;

import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.answers.Stamped;
import dev.ficus.legacy.ledger.Written;
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
@RequestMapping("/api/stock/{productId}")
class StockApi {

  private final Warehouse warehouse;
  private final Stamp stamp;

  StockApi(Warehouse warehouse, Stamp stamp) {
    this.warehouse = warehouse;
    this.stamp = stamp;
  }

  @GetMapping
  Stamped<Stock> read(@PathVariable long productId) {
    return stamp.on(warehouse.get(productId));
  }

  @PostMapping("/adjust")
  ResponseEntity<Stock> adjust(
      @PathVariable long productId,
      @RequestBody Adjustment adjustment,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    int delta = Rules.present("delta", adjustment.delta());
    Written<Stock> written = warehouse.adjust(productId, delta, key);
    return ResponseEntity.ok()
        .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
        .body(written.value());
  }

  record Adjustment(@Nullable Integer delta) {}
}
