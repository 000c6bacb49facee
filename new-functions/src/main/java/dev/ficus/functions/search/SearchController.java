package dev.ficus.functions.search;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.products.Catalogue;
import dev.ficus.functions.products.Product;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/search")
@OfFunction(FunctionName.SEARCH)
class SearchController {

  private final Catalogue catalogue;
  private final Clock clock;

  SearchController(Catalogue catalogue, Clock clock) {
    this.catalogue = catalogue;
    this.clock = clock;
  }

  record Question(@Nullable String q, @Nullable String category) {}

  record Hits(String q, List<Product> hits, int total) {}

  @GetMapping
  Answer<Hits> get(
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(required = false) @Nullable String category) {
    return post(new Question(q, category));
  }

  @PostMapping
  Answer<Hits> post(@RequestBody Question question) {
    String q = Rules.filled("q", question.q());
    String category = question.category();
    List<Product> hits =
        catalogue.mentioning(q, category == null || category.isBlank() ? null : category);
    return Answer.of(new Hits(q, hits, hits.size()), clock.instant());
  }
}
