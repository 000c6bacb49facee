package dev.ficus.legacy.oddities;

import jakarta.servlet.http.HttpSession;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Pages for browsers without cookies: links carry the session as {@code ;jsessionid=…}. */
@Controller
class Classic {

  @GetMapping("/classic")
  String first(HttpSession session, Model model) {
    return page(1, session, model);
  }

  @GetMapping("/classic/{page}")
  String page(@PathVariable int page, HttpSession session, Model model) {
    Object before = session.getAttribute("visits");
    int visits = before instanceof Integer counted ? counted + 1 : 1;
    session.setAttribute("visits", visits);
    model.addAttribute("page", page);
    model.addAttribute("visits", visits);
    return "classic";
  }
}
