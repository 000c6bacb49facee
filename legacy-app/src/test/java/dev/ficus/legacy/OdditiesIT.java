package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningShop.class)
class OdditiesIT {

  @Test
  void redirectsAreAbsolute(Shop shop) throws Exception {
    assertThat(shop.get("/go/3").statusCode()).isEqualTo(302);
    assertThat(location(shop.get("/go/3"))).isEqualTo(shop.uri() + "/product/3");
    assertThat(shop.get("/old-catalog").statusCode()).isEqualTo(301);
    assertThat(location(shop.get("/old-catalog"))).isEqualTo(shop.uri() + "/catalog");
  }

  @Test
  void redirectsNameTheHostThatTheClientCalled(Shop shop) throws Exception {
    for (String path : List.of("/go/3", "/account")) {
      var redirect =
          shop.send(
              shop.request(path)
                  .header("X-Forwarded-Host", "shop.example")
                  .header("X-Forwarded-Proto", "https")
                  .build());

      assertThat(location(redirect)).startsWith("https://shop.example/");
    }
  }

  @Test
  void aCookieBelongsToItsPath(Shop shop) throws Exception {
    assertThat(shop.get("/shop/prefs").headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allSatisfy(cookie -> assertThat(cookie).contains("; Path=/shop;"));
  }

  @Test
  void classicLinksCarryTheSessionOfAClientWithoutCookies(Shop shop) throws Exception {
    var first = shop.get("/classic");
    Matcher link =
        Pattern.compile("class=\"next\" href=\"([^\"]*;jsessionid=[^\"]*)\"").matcher(first.body());
    assertThat(link.find()).isTrue();

    var second = shop.get(link.group(1));

    assertThat(first.body()).contains("visits: 1");
    assertThat(second.body()).contains("Classic page 2", "visits: 2");
  }

  @Test
  void otherPagesKeepTheSessionOutOfTheirLinks(Shop shop) throws Exception {
    assertThat(shop.get("/login").body()).contains("_csrf").doesNotContain("jsessionid");
  }

  @Test
  void aTrailingSlashMakesAnotherPage(Shop shop) throws Exception {
    assertThat(shop.get("/catalog").body()).contains("<h1>Everything</h1>");
    assertThat(shop.get("/catalog/").body()).contains("<h1>Table of contents</h1>");
    assertThat(shop.get("/cart/").statusCode()).isEqualTo(404);
  }

  @Test
  void doubleSlashesArriveAsTheyWereSent(Shop shop) throws Exception {
    assertThat(shop.get("//legacy//double").body()).isEqualTo("{\"uri\":\"//legacy//double\"}");
    assertThat(shop.get("/legacy/double").statusCode()).isEqualTo(404);
  }

  @Test
  void theImpressumIsLatin1(Shop shop) throws Exception {
    var request = shop.request("/impressum").build();
    HttpResponse<byte[]> page = Shop.browser().send(request, BodyHandlers.ofByteArray());

    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=ISO-8859-1");
    assertThat(new String(page.body(), StandardCharsets.ISO_8859_1)).contains("Käthe Größ");
    assertThat(page.body()).contains((byte) 0xE4).doesNotContain((byte) 0xC3);
  }

  @Test
  void aGetWrites(Shop shop) throws Exception {
    long before = shop.writes();

    var answer = shop.get("/newsletter/unsubscribe?email=a@shop.example");

    assertThat(answer.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(shop.writes()).isEqualTo(before + 1);
    assertThat(shop.get("/newsletter/unsubscribe").statusCode()).isEqualTo(400);
  }

  @Test
  void aMissingPageIsAPage(Shop shop) throws Exception {
    var missing = shop.send(shop.request("/product/99").header("Accept", "text/html").build());

    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).startsWith("<!DOCTYPE html>").contains("404 Not Found");
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }
}
