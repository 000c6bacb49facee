package dev.ficus.gateway.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of the documents: {@code -Dficus.screenshots=../docs/images}. */
@EnabledIfSystemProperty(named = "ficus.screenshots", matches = ".+")
class DashboardPicturesIT {

  private static final int WIDTH = 1240;
  private static final int HEIGHT = 860;

  /** So that what changes its colour has done so. */
  private static final int STILL_MILLIS = 400;

  /** So that charts have lines. */
  private static final int WATCHED_MILLIS = 20_000;

  private final Path into = Path.of(System.getProperty("ficus.screenshots", ""));
  private MigratedShop shop;
  private Page page;

  @Test
  void takesPictures(@TempDir Path directory) throws Exception {
    Files.createDirectories(into);
    try (Browser browser = new Browser();
        MigratedShop its = new MigratedShop(directory)) {
      shop = its;
      migrate();
      page = browser.page(WIDTH, HEIGHT, ColorScheme.LIGHT);
      page.navigate("http://localhost:" + shop.gateway().managementPort() + "/#token=" + shop.token());
      Axe.settled(page);
      Awaitility.await()
          .atMost(Duration.ofMinutes(4))
          .until(() -> shop.admin().get("/routes/get-customer/parity").path("raw").path("of").asInt() > 700);
      pictures();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      open("");
      page.waitForTimeout(WATCHED_MILLIS);
      take("overview-dark");
    }
  }

  /** Everywhere on the way, with everything that can happen. */
  private void migrate() throws Exception {
    shop.stage("/routes/list-products", "{'stage':'live','reason':'alike for a week'}");
    shop.stage("/routes/list-products", "{'stage':'retired','reason':'nobody asked legacy for a month'}");
    shop.stage("/routes/get-product", "{'stage':'live','reason':'gates passed','force':true}");
    shop.stage("/routes/get-customer", "{'stage':'shadow','reason':'compare first'}");
    shop.stage("/routes/track-shipment", "{'stage':'live','reason':'small and simple'}");
    shop.stage("/routes/search", "{'stage':'canary','weight':'10%','reason':'a tenth for a start'}");
    shop.stage("/groups/orders", "{'stage':'canary','weight':'25%','reason':'step 2 of the plan','force':true}");
    shop.admin().call("POST", "/routes/payment-events/subscribers/ledger/promote", "{}");
    shop.traffic(12);
    shop.mailFails(true);
    for (int i = 0; i < 3; i++) {
      shop.pay();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> shop.admin().get("/queues/payment-events/mailer/messages").path("messages").size() == 3);
    shop.mailFails(false);
    for (int i = 0; i < 40; i++) {
      shop.pay();
    }
    shop.shippingFails(true);
  }

  private void pictures() throws Exception {
    take("overview");
    open("routes");
    take("routes");
    open("routes/get-order");
    page.setViewportSize(WIDTH, 1_120);
    page.waitForTimeout(WATCHED_MILLIS);
    take("route");
    page.setViewportSize(WIDTH, HEIGHT);
    open("routes/get-customer");
    page.getByText("Send 25 % of clients to customers").click();
    page.getByText("What happens").waitFor();
    take("question");
    page.keyboard().press("Escape");
    open("routes/get-order/diffs");
    page.getByText("Preview ignoring this path").first().click();
    page.locator(".what-if").waitFor();
    take("differences");
    open("queues/payment-events/mailer");
    page.locator("tbody .link").first().click();
    page.getByText("Headers").waitFor();
    take("dead-letters");
    page.keyboard().press("Escape");
    Path broken = shop.routeFile("reviews.yaml");
    Files.writeString(
        broken,
        "routes:\n  - id: get-review\n    match: GET /api/reviews/{id}\n    target: catalogue\n    stags: shadow\n");
    open("config");
    page.locator(".violations pre").first().waitFor();
    take("configuration");
    Files.delete(broken);
  }

  private void open(String place) {
    page.navigate("http://localhost:" + shop.gateway().managementPort() + "/#/" + place);
    Axe.settled(page);
  }

  private void take(String name) {
    page.waitForTimeout(STILL_MILLIS);
    page.screenshot(new Page.ScreenshotOptions().setPath(into.resolve(name + ".png")));
  }
}
