package dev.ficus.functions.products;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/products")
@OfFunction(FunctionName.PRODUCTS)
class ProductsController {

  private final Catalogue catalogue;
  private final Clock clock;

  ProductsController(Catalogue catalogue, Clock clock) {
    this.catalogue = catalogue;
    this.clock = clock;
  }

  record Page(List<Product> items, int page, int size, long total) {}

  @GetMapping
  Answer<Page> list(
      @RequestParam(required = false) @Nullable String category,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "20") int size) {
    Rules.atLeast("page", page, 0);
    Rules.between("size", size, 1, 100);
    String wanted = category == null || category.isBlank() ? null : category;
    return Answer.of(
        new Page(catalogue.page(wanted, page, size), page, size, catalogue.count(wanted)),
        clock.instant());
  }

  @GetMapping("/{id}")
  Answer<Product> one(@PathVariable long id) {
    return Answer.of(
        catalogue.find(id).orElseThrow(() -> Refusal.notFound("product " + id)), clock.instant());
  }
}
