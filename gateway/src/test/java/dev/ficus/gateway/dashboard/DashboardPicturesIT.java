package dev.ficus.gateway.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
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

  private static final int WIDTH = 1280;

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
      page = browser.page(WIDTH, 860, ColorScheme.LIGHT);
      page.navigate("http://localhost:" + shop.gateway().managementPort() + "/#token=" + shop.token());
      Axe.settled(page);
      Awaitility.await()
          .atMost(Duration.ofMinutes(4))
          .until(() -> shop.admin().get("/routes/get-customer/parity").path("raw").path("of").asInt() > 700);
      pictures();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      open("");
      take("overview-dark");
      open("routes/get-order");
      take("route-dark");
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      page.setViewportSize(390, 800);
      open("routes/get-order");
      take("route-phone");
      open("routes");
      take("routes-phone");
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
    for (String screen :
        new String[] {"routes", "circuits", "queues", "remaining", "audit", "instances", "requests"}) {
      open(screen);
      take(screen);
    }
    open("routes/get-customer");
    page.waitForTimeout(20_000);
    take("route");
    open("routes/get-order");
    page.waitForTimeout(20_000);
    take("route-canary");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Another step…")).click();
    page.getByText("See what would happen").click();
    page.getByText("What happens").waitFor();
    take("question");
    page.keyboard().press("Escape");
    open("routes/get-order/diffs");
    page.getByText("Preview ignoring this path").first().click();
    page.locator(".what-if").waitFor();
    take("differences");
    open("queues/payment-events/mailer");
    take("dead-letters");
    Path broken = shop.routeFile("reviews.yaml");
    Files.writeString(
        broken,
        "routes:\n  - id: get-review\n    match: GET /api/reviews/{id}\n    target: catalogue\n    stags: shadow\n");
    open("config");
    page.locator(".violations").waitFor();
    take("configuration");
    Files.delete(broken);
  }

  private void open(String place) {
    page.navigate("http://localhost:" + shop.gateway().managementPort() + "/#/" + place);
    Axe.settled(page);
  }

  private void take(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(into.resolve(name + ".png")).setFullPage(!name.equals("question")));
  }
}
