package dev.ficus.legacy.cart;

import dev.ficus.legacy.accounts.Buyer;
import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.ledger.Written;
import dev.ficus.legacy.orders.Order;
import dev.ficus.legacy.orders.Orders;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.SessionAttribute;

@Controller
class CheckoutPages {

  private final Orders orders;

  CheckoutPages(Orders orders) {
    this.orders = orders;
  }

  @GetMapping("/checkout")
  String show(@SessionAttribute(name = "cart", required = false) @Nullable Cart cart, Model model) {
    model.addAttribute("positions", cart == null ? 0 : cart.pieces().size());
    return "checkout";
  }

  @PostMapping("/checkout")
  String buy(
      @SessionAttribute(name = "cart", required = false) @Nullable Cart cart,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key,
      Principal user,
      HttpServletResponse response) {
    if (cart == null || cart.pieces().isEmpty()) {
      return "redirect:/cart";
    }
    Written<Order> written = orders.place(cart.emptyFor(Buyer.of(user)), key);
    response.setHeader(Written.LEDGER_ID, Long.toString(written.ledgerId()));
    return "redirect:/account/orders/" + written.value().id();
  }

  @GetMapping("/account/orders/{id}")
  String order(@PathVariable long id, Principal user, Model model) {
    Order order = orders.get(id);
    if (order.customerId() != Buyer.of(user)) {
      throw new Refusal.NotFound("order", id);
    }
    model.addAttribute("order", order);
    return "order";
  }
}
