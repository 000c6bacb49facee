package dev.ficus.legacy.oddities;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A cookie that belongs to one part of the shop only. */
@RestController
class Preferences {

  /** Sets two cookies, in two header lines. */
  @GetMapping("/shop/prefs")
  ResponseEntity<String> preferences(
      @RequestParam(defaultValue = "grid") String view,
      @CookieValue(name = "shop_view", defaultValue = "none") String before) {
    String shown = view.equals("list") ? "list" : "grid";
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, cookie("shop_view", shown))
        .header(HttpHeaders.SET_COOKIE, cookie("shop_seen", "yes"))
        .body("view=" + shown + " before=" + (before.equals("list") ? "list" : "other") + "\n");
  }

  private static String cookie(String name, String value) {
    return ResponseCookie.from(name, value)
        .path("/shop")
        .maxAge(Duration.ofDays(365))
        .httpOnly(true)
        .build()
        .toString();
  }
}
