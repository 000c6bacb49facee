package dev.ficus.legacy.catalog;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.answers.Stamped;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class ProductApi {

  private final Products products;
  private final Stamp stamp;

  ProductApi(Products products, Stamp stamp) {
    this.products = products;
    this.stamp = stamp;
  }

  @GetMapping("/products")
  Stamped<Page> list(
      @RequestParam(required = false) @Nullable String category,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "20") int size) {
    Rules.atLeast("page", page, 0);
    Rules.between("size", size, 1, 100);
    String wanted = wanted(category);
    return stamp.on(
        new Page(products.page(wanted, page, size), page, size, products.count(wanted)));
  }

  @GetMapping("/products/{id}")
  Stamped<Product> one(@PathVariable long id) {
    return stamp.on(products.find(id).orElseThrow(() -> new Refusal.NotFound("product", id)));
  }

  @GetMapping("/search")
  Stamped<Found> search(
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(required = false) @Nullable String category) {
    return find(q, category);
  }

  @PostMapping("/search")
  Stamped<Found> search(@RequestBody Search search) {
    return find(search.q(), search.category());
  }

  private Stamped<Found> find(@Nullable String q, @Nullable String category) {
    String text = Rules.filled("q", q);
    List<Product> hits = products.search(text, wanted(category));
    return stamp.on(new Found(text, Stamp.shuffled(hits), hits.size()));
  }

  private static @Nullable String wanted(@Nullable String category) {
    return category == null || category.isBlank() ? null : category;
  }

  record Page(List<Product> items, int page, int size, long total) {}

  record Search(@Nullable String q, @Nullable String category) {}

  record Found(String q, List<Product> hits, int total) {}
}
