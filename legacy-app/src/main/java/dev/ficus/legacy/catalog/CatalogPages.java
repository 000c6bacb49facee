package dev.ficus.legacy.catalog;

import dev.ficus.legacy.answers.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class CatalogPages {

  private static final int PAGE = 20;

  private final Products products;

  CatalogPages(Products products) {
    this.products = products;
  }

  @GetMapping("/")
  String home(Model model) {
    model.addAttribute("categories", products.categories());
    model.addAttribute("products", products.page(null, 0, 6));
    return "home";
  }

  @GetMapping("/catalog")
  String catalog(
      Model model,
      @RequestParam(required = false) @Nullable String category,
      @RequestParam(defaultValue = "0") int page) {
    int shown = Math.max(page, 0);
    model.addAttribute("category", category);
    model.addAttribute("page", shown);
    model.addAttribute("last", (shown + 1L) * PAGE >= products.count(category));
    model.addAttribute("products", products.page(category, shown, PAGE));
    return "catalog";
  }

  /** Another page than {@code /catalog}: the table of contents from before the shop had pages. */
  @GetMapping("/catalog/")
  String contents(Model model) {
    model.addAttribute("categories", products.categories());
    return "contents";
  }

  @GetMapping("/product/{id}")
  String product(@PathVariable long id, Model model) {
    model.addAttribute(
        "product", products.find(id).orElseThrow(() -> new Refusal.NotFound("product", id)));
    return "product";
  }
}
