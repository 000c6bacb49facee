package dev.ficus.legacy.cart;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.catalog.Product;
import dev.ficus.legacy.catalog.Products;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttributes;

@Controller
@SessionAttributes("cart")
class CartPages {

  private final Products products;
  private final Ledger ledger;

  CartPages(Products products, Ledger ledger) {
    this.products = products;
    this.ledger = ledger;
  }

  @ModelAttribute("cart")
  Cart cart() {
    return new Cart();
  }

  @GetMapping("/cart")
  String show(@ModelAttribute("cart") Cart cart, Model model) {
    List<Position> positions =
        cart.pieces().entrySet().stream()
            .map(entry -> new Position(product(entry.getKey()), entry.getValue()))
            .toList();
    model.addAttribute("positions", positions);
    model.addAttribute(
        "net", positions.stream().map(Position::sum).reduce(BigDecimal.ZERO, BigDecimal::add));
    return "cart";
  }

  /** Adds to the session; the ledger's row is all that the database gets to see. */
  @PostMapping("/cart")
  @Transactional
  public String add(
      @ModelAttribute("cart") Cart cart,
      @RequestParam long productId,
      @RequestParam(defaultValue = "1") int quantity,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key,
      HttpServletResponse response) {
    Rules.between("quantity", quantity, 1, 1000);
    product(productId);
    cart.add(productId, quantity);
    long ledgerId = ledger.enter(Operation.CART_ADD, productId, key);
    response.setHeader(Written.LEDGER_ID, Long.toString(ledgerId));
    return "redirect:/cart";
  }

  private Product product(long id) {
    return products.find(id).orElseThrow(() -> new Refusal.NotFound("product", id));
  }

  record Position(Product product, int quantity) {

    /** What the pieces cost, net. */
    public BigDecimal sum() {
      return product.price().multiply(BigDecimal.valueOf(quantity));
    }
  }
}
