package dev.ficus.legacy.accounts;

import dev.ficus.legacy.customers.Customers;
import dev.ficus.legacy.orders.Orders;
import java.security.Principal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

@Controller
class AccountPages {

  private final Customers customers;
  private final Orders orders;

  AccountPages(Customers customers, Orders orders) {
    this.customers = customers;
    this.orders = orders;
  }

  @GetMapping("/login")
  String login() {
    return "login";
  }

  @GetMapping("/account")
  String account(Principal user, Model model) {
    long customer = Buyer.of(user);
    model.addAttribute("user", user.getName());
    model.addAttribute("customer", customers.get(customer));
    model.addAttribute("orders", orders.of(customer).stream().limit(20).toList());
    return "account";
  }
}
