package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningShop.class)
class SessionIT {

  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final HttpClient browser = Shop.browser();

  @Test
  void theAccountAsksForALoginAndTheLoginLeadsBack(Shop shop) throws Exception {
    var stranger = get(shop, "/account");
    var login = login(shop, "secret");
    var account = get(shop, "/account");

    assertThat(stranger.statusCode()).isEqualTo(302);
    assertThat(location(stranger)).isEqualTo(shop.uri() + "/login");
    assertThat(location(login)).startsWith(shop.uri() + "/account");
    assertThat(account.body()).contains("Hello, Alice Ahrens");
  }

  @Test
  void aWrongPasswordStaysOutside(Shop shop) throws Exception {
    assertThat(location(login(shop, "wrong"))).isEqualTo(shop.uri() + "/login?error");
    assertThat(get(shop, "/account").statusCode()).isEqualTo(302);
  }

  @Test
  void aFormWithoutTokenIsForbidden(Shop shop) throws Exception {
    get(shop, "/product/1");

    assertThat(submit(shop, "/cart", "productId=1").statusCode()).isEqualTo(403);
  }

  @Test
  void theCartLivesInTheSessionUntilItIsBought(Shop shop) throws Exception {
    long before = shop.writes();
    String token = token(get(shop, "/product/1"));
    var added = submit(shop, "/cart", "productId=1&quantity=2&_csrf=" + token);

    assertThat(location(added)).isEqualTo(shop.uri() + "/cart");
    assertThat(added.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(get(shop, "/cart").body()).contains("2 × Darjeeling First Flush", ">39.80<");
    assertThat(location(get(shop, "/checkout"))).isEqualTo(shop.uri() + "/login");

    login(shop, "secret");
    String checkoutToken = token(get(shop, "/checkout"));
    var bought = submit(shop, "/checkout", "_csrf=" + checkoutToken);
    String order = location(bought).substring(shop.uri().toString().length());

    assertThat(get(shop, order).body()).contains("class=\"total\">47.36<");
    assertThat(get(shop, "/cart").body()).contains("It is empty.");
    assertThat(shop.writes()).as("cart.add and order.create").isEqualTo(before + 2);
  }

  @Test
  void anotherBrowserHasAnotherCart(Shop shop) throws Exception {
    String token = token(get(shop, "/product/1"));
    submit(shop, "/cart", "productId=1&_csrf=" + token);

    assertThat(shop.get("/cart").body()).contains("It is empty.");
  }

  private HttpResponse<String> login(Shop shop, String password) throws Exception {
    String token = token(get(shop, "/login"));
    return submit(shop, "/login", "username=alice&password=" + password + "&_csrf=" + token);
  }

  private HttpResponse<String> get(Shop shop, String path)
      throws IOException, InterruptedException {
    return browser.send(shop.request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> submit(Shop shop, String path, String form) throws Exception {
    return browser.send(
        shop.request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private static String token(HttpResponse<String> page) {
    Matcher token = TOKEN.matcher(page.body());
    assertThat(token.find()).isTrue();
    return URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }
}
