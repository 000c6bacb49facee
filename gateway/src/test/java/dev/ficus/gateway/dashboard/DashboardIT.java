package dev.ficus.gateway.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ficus.gateway.migration.ActiveRoute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does at the dashboard, in a real browser, with a real gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardIT {

  private static final List<String> SCREENS =
      List.of(
          "",
          "routes",
          "routes/get-order",
          "routes/payment-events%2Fmailer",
          "routes/get-order/diffs",
          "circuits",
          "queues",
          "queues/payment-events/mailer",
          "requests",
          "remaining",
          "audit",
          "config",
          "instances",
          "nowhere");

  private Browser browser;
  private MigratedShop shop;
  private Page page;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    browser = new Browser();
    shop = new MigratedShop(directory);
    page = browser.page(1280, 860, ColorScheme.LIGHT);
    signIn(page);
    heading("Overview");
  }

  @AfterAll
  void stop() {
    if (shop != null) {
      shop.close();
      browser.close();
    }
  }

  /** No script failed, and nothing was asked for that the policy forbids. */
  @AfterEach
  void nobodyComplains() {
    assertThat(browser.complaints()).isEmpty();
  }

  private String at(String place) {
    return "http://localhost:" + shop.gateway().managementPort() + "/#/" + place;
  }

  /** By a link such as the demo prints. */
  private void signIn(Page its) {
    its.navigate("http://localhost:" + shop.gateway().managementPort() + "/#token=" + shop.token());
  }

  private void open(String place) {
    page.navigate(at(place));
  }

  private Locator heading(String name) {
    Locator its =
        page.getByRole(
            AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1).setExact(true));
    its.waitFor();
    return its;
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  private void confirm(String name) {
    dialog()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .click();
    dialog().waitFor(new Locator.WaitForOptions().setState(
        com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
  }

  private String position(String route) {
    ActiveRoute active =
        Objects.requireNonNull(shop.gateway().routing().snapshot().active(route));
    return active.stage().word() + " " + active.weight();
  }

  private void awaitText(String text) {
    page.getByText(text).first().waitFor();
  }

  @Test
  void firstLook() {
    Page stranger = browser.page(1280, 860, ColorScheme.LIGHT);
    stranger.navigate(at(""));
    stranger.getByLabel("Admin token").fill("not-the-token");
    stranger.keyboard().press("Enter");
    stranger.getByText("does not know this token").waitFor();

    stranger.getByLabel("Admin token").fill(shop.token());
    stranger.keyboard().press("Enter");
    for (String card : List.of("By endpoints", "By traffic", "Needs attention", "Under way")) {
      assertThat(stranger.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(card).setExact(true)))
          .isVisible();
    }
    assertThat(stranger.getByText("operator").first()).isVisible();
    assertThat(stranger.getByText("live", new Page.GetByTextOptions().setExact(true)).first())
        .isVisible();
    assertThat(page.url()).as("the token left the address").doesNotContain("token");
    stranger.context().close();
  }

  @Test
  void aRouteIsPromotedAfterAQuestion() {
    open("routes");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("search").setExact(true)).click();
    heading("search");
    button("Send 1 % of clients to catalog").click();
    assertThat(dialog()).containsText("Clients at the target: 0 % → 1 %.");
    assertThat(position("search")).isEqualTo("legacy 0%");

    dialog().getByLabel("Reason").fill("first step");
    confirm("Send 1 % of clients to catalog");

    awaitText("on 1 of 1 gateway");
    assertThat(position("search")).isEqualTo("canary 1%");
    assertThat(button("Send 10 % of clients to catalog")).isVisible();
    awaitText("“first step”");
  }

  @Test
  void aPromotionThatGatesForbidSaysWhatIsMissing() throws Exception {
    shop.stage("/routes/get-customer", "{'stage':'shadow'}");
    for (int i = 0; i < 40; i++) {
      shop.gateway().get("/api/customers/" + i, "X-User-Id", "u");
    }
    open("routes/get-customer");
    Locator promote = button("Send 25 % of clients to customers");
    assertThat(promote).hasAttribute("aria-disabled", "true");
    assertThat(page.locator("#promote-why"))
        .containsText(Pattern.compile("[0-9,]+ more samples needed"));
    promote.click(new Locator.ClickOptions().setForce(true));
    assertThat(dialog()).isHidden();

    button("Go on all the same…").click();
    assertThat(dialog()).containsText("passes over gates");
    assertThat(dialog()).containsText("/generatedAt is ignored");
    Locator goOn =
        dialog()
            .getByRole(
                AriaRole.BUTTON,
                new Locator.GetByRoleOptions().setName("Send 25 % of clients to customers"));
    assertThat(goOn).isDisabled();
    page.keyboard().press("Escape");
    assertThat(dialog()).isHidden();
    assertThat(position("get-customer")).isEqualTo("shadow 0%");
  }

  @Test
  void aRouteGoesBackToLegacy() throws Exception {
    shop.stage("/routes/get-stock", "{'stage':'live'}");
    open("routes/get-stock");
    assertThat(page.locator(".way [aria-current=step]")).hasText("live");
    button("Send all clients back to legacy").click();
    confirm("Send all clients back to legacy");
    assertThat(page.locator(".way [aria-current=step]")).hasText("legacy");
    assertThat(position("get-stock")).isEqualTo("legacy 0%");
    assertThat(page.locator("#rollback-why")).containsText("They are there");
  }

  @Test
  void aRetirementSaysWhenLegacyLastAnswered() throws Exception {
    shop.stage("/routes/get-stock", "{'stage':'legacy'}");
    shop.gateway().get("/api/stock/1");
    shop.stage("/routes/get-stock", "{'stage':'live'}");
    open("routes/get-stock");
    button("Retire legacy").click();
    assertThat(dialog())
        .containsText(Pattern.compile("Legacy last answered .+ From here on nothing falls back"));
    page.keyboard().press("Escape");
    assertThat(position("get-stock")).startsWith("live");
  }

  @Test
  void aPlanIsPausedAndLetGoOnAfterQuestions() throws Exception {
    shop.stage("/routes/get-customer", "{'stage':'shadow'}");
    open("routes/get-customer");
    button("Pause the plan here").click();
    assertThat(dialog()).containsText("No client changes sides. Its plan pauses.");
    assertThat(isPaused("get-customer")).isFalse();
    confirm("Pause the plan here");
    assertThat(isPaused("get-customer")).isTrue();

    button("Let the plan go on").click();
    assertThat(dialog())
        .containsText(
            "Its plan goes on by itself. The next step, after 10m here and once the gates let pass:"
                + " Send 25 % of clients to customers.");
    assertThat(dialog()).containsText("At most 1 % of the answers differ");
    assertThat(dialog()).containsText("/generatedAt is ignored");
    assertThat(isPaused("get-customer")).isTrue();
    dialog().getByLabel("Reason").fill("the samples will do");
    confirm("Let the plan go on");
    assertThat(button("Pause the plan here")).isVisible();
    assertThat(isPaused("get-customer")).isFalse();
    awaitText("“the samples will do”");
  }

  private boolean isPaused(String route) throws Exception {
    return shop.admin().get("/routes/" + route).path("paused").booleanValue();
  }

  @Test
  void whoseTokenIsRefusedAsksNoMore() {
    Page leaver = browser.page(1280, 860, ColorScheme.LIGHT);
    leaver.clock().install();
    signIn(leaver);
    leaver.getByText("Needs attention").waitFor();
    Set<Request> underWay = ConcurrentHashMap.newKeySet();
    List<String> asked = new CopyOnWriteArrayList<>();
    leaver.onRequest(
        request -> {
          underWay.add(request);
          asked.add(request.headers().getOrDefault("authorization", ""));
        });
    leaver.onRequestFinished(underWay::remove);
    leaver.onRequestFailed(underWay::remove);

    leaver.route(
        Pattern.compile("/admin/v1/status$"),
        route -> route.fulfill(new Route.FulfillOptions().setStatus(401)));
    leaver.clock().runFor(5_000);
    leaver.getByText("does not know this token").waitFor();
    leaver.waitForCondition(underWay::isEmpty);
    leaver.clock().runFor(60_000);

    assertThat(leaver.getByLabel("Admin token")).isVisible();
    assertThat(asked).contains("Bearer " + shop.token()).doesNotContain("Bearer null");
    leaver.context().close();
  }

  @Test
  void everyKindOfQueueHasItsName() throws Exception {
    Path notices = shop.routeFile("notices.yaml");
    Files.writeString(
        notices, "notify:\n  - { name: pager, url: \"http://localhost:9/\", events: [ circuit-open ] }\n");
    try {
      open("queues");
      page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("notify")).waitFor();
      List<String> kinds = page.locator(".card-head .badge").allInnerTexts();
      assertThat(kinds).contains("webhook", "storage-first", "notices");
    } finally {
      Files.writeString(notices, "routes: []\n");
    }
  }

  @Test
  void aViewerIsToldWhyNothingCanBeChanged() throws Exception {
    String secret =
        shop.admin()
            .call("POST", "/tokens", "{\"name\":\"eve\",\"role\":\"viewer\"}")
            .body()
            .path("secret")
            .asString();
    Page eve = browser.page(1280, 860, ColorScheme.LIGHT);
    eve.navigate(
        "http://localhost:" + shop.gateway().managementPort() + "/#token=" + secret);
    eve.navigate(at("routes/old-catalog"));
    assertThat(eve.locator("#promote")).hasAttribute("aria-disabled", "true");
    assertThat(eve.locator("#promote-why")).containsText("“eve” is a viewer’s");
    eve.context().close();
  }

  @Test
  void aChangeThatSomebodyElseMadeMeanwhileIsNotOverrun() throws Exception {
    open("routes/list-products");
    button("Send 1 % of clients to catalog").click();
    assertThat(dialog()).containsText("Clients at the target: 0 % → 1 %.");
    shop.stage("/routes/list-products", "{'stage':'canary','weight':'40%'}");
    dialog()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send 1 % of clients to catalog"))
        .click();
    assertThat(dialog()).containsText("look again");
    page.keyboard().press("Escape");
    assertThat(position("list-products")).isEqualTo("canary 40%");
  }

  @Test
  void differencesAreShownSideBySideAndAPathCanBeIgnoredForATry() throws Exception {
    shop.stage("/routes/get-product", "{'stage':'shadow'}");
    for (int i = 0; i < 40; i++) {
      shop.gateway().get("/api/products/" + i);
    }
    shop.stage("/groups/orders", "{'stage':'shadow'}");
    for (int i = 0; i < 40; i++) {
      shop.gateway().get("/api/orders/" + i);
    }
    awaitCompared("get-order", 40);
    open("routes/get-order/diffs");
    heading("Differences of get-order");
    Locator difference = page.locator(".difference", new Page.LocatorOptions().setHasText("/generatedAt"));
    assertThat(difference.locator(".side.legacy pre").first()).containsText("20");
    assertThat(difference.locator(".side.target pre").first()).containsText("20");
    difference.getByText("Preview ignoring this path").click();
    assertThat(page.locator(".what-if"))
        .containsText(Pattern.compile("Without /generatedAt: \\d of \\d+ would differ"));
    assertThat(page.locator(".code pre").first())
        .hasText("shadow: { compare: { ignore: [ /generatedAt ] } }");
  }

  private void awaitCompared(String route, int count) {
    within()
        .until(
            () ->
                shop.admin().get("/routes/" + route + "/parity").path("raw").path("of").asInt()
                    >= count);
  }

  @Test
  void aDeadLetterIsLookedIntoAndReplayed() throws Exception {
    shop.mailFails(true);
    shop.pay();
    within().until(() -> mailer("dead") == 1);
    open("queues");
    page.locator("tr", new Page.LocatorOptions().setHasText("mailer")).locator("a.strong-bad").click();
    heading("payment-events/mailer");
    page.locator("tbody .link").first().click();
    assertThat(dialog()).containsText("\"amount\": 12.5");
    assertThat(dialog()).containsText("status 503");
    page.keyboard().press("Escape");

    shop.mailFails(false);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Replay payment-events_"))).click();
    awaitText("on its way to mailer again");
    within().until(() -> mailer("dead") == 0 && mailer("done") == 1);
    awaitText("No letter is dead");
  }

  private long mailer(String count) throws Exception {
    for (var subscriber : shop.admin().get("/queues/payment-events").path("subscribers")) {
      if (subscriber.path("name").asString().equals("mailer")) {
        return subscriber.path(count).asLong();
      }
    }
    return -1;
  }

  @Test
  void aCircuitIsOpenedByHandAndGivenBackToItsNumbers() throws Exception {
    String circuit = "shipping/track-shipment";
    open("circuits");
    heading("Circuits");
    for (String mode : List.of("open", "auto")) {
      button("Change the mode of " + circuit).click();
      assertThat(dialog().getByText("Nobody calls it, until you say otherwise.")).isVisible();
      dialog().locator("input[value=" + mode + "]").check();
      dialog().getByLabel("Reason (optional)").fill("a try");
      confirm("Set mode " + mode);
      awaitText("Circuit " + circuit + " is in mode " + mode + ".");
      assertThat(modeOf(circuit)).isEqualTo(mode);
    }
    open("audit");
    heading("Audit");
    assertThat(page.locator("main")).containsText("a try");
  }

  private String modeOf(String circuit) throws Exception {
    for (var its : shop.admin().get("/circuits").path("circuits")) {
      if (its.path("name").asString().equals(circuit)) {
        return its.path("mode").asString();
      }
    }
    return "";
  }

  @Test
  void aFileIsCheckedBeforeItComesIntoForce() {
    open("config");
    heading("Configuration");
    button("Check a file…").click();
    Locator text = dialog().getByLabel("A route file’s text");
    text.fill("routes:\n  - { id: more, match: GET /more, targt: catalog }\n");
    Locator check =
        dialog().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Check it"));
    check.click();
    assertThat(dialog().getByLabel("Errors")).containsText("unknown key 'targt'");
    text.fill("routes:\n  - { id: more, match: GET /more, target: catalog }\n");
    check.click();
    dialog().getByText("It is a good route file.").waitFor();
    page.keyboard().press("Escape");
    assertThat(shop.gateway().routing().snapshot().table().route("more")).isNull();
  }

  @Test
  void aBrokenRouteFileIsShownWithItsLine() throws Exception {
    open("");
    heading("Overview");
    Path broken = shop.routeFile("broken.yaml");
    Files.writeString(
        broken, "routes:\n  - id: new-one\n    match: GET /new\n    target: catalog\n    stags: live\n");
    try {
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("broken.yaml, line 5")).click();
      heading("Configuration");
      Locator violation = page.locator(".violations li").first();
      assertThat(violation).containsText("broken.yaml:5:5");
      assertThat(violation).containsText("unknown key 'stags'");
      assertThat(violation.locator("pre")).containsText("stags: live");
      assertThat(violation.locator("pre")).containsText("^^^^^");
    } finally {
      Files.delete(broken);
    }
    within().until(() -> shop.admin().get("/config").path("errors").isEmpty());
  }

  @Test
  void everyScreenIsAccessibleInLightAndDarkAndFitsAPhone() throws Exception {
    shop.gateway().get("/catalog/17");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page its = browser.page(1280, 860, scheme);
      Map<String, Object> rules = scheme == ColorScheme.LIGHT ? Axe.ALL : Axe.COLOURS;
      Axe.check(its, at(""), "sign in", rules);
      signIn(its);
      for (String screen : SCREENS) {
        Axe.check(its, at(screen), scheme + " " + screen, rules);
      }
      its.context().close();
    }
    Page phone = browser.page(360, 740, ColorScheme.LIGHT);
    signIn(phone);
    for (String screen : SCREENS) {
      phone.navigate(at(screen));
      Axe.settled(phone);
      assertThat(phone.evaluate("document.documentElement.scrollWidth"))
          .as("width of " + screen)
          .isEqualTo(360);
    }
    phone.context().close();
  }

  @Test
  void theKeyboardGetsEverywhere() {
    open("routes");
    heading("Routes");
    page.reload();
    Axe.settled(page);
    page.keyboard().press("Tab");
    assertThat(page.locator(":focus")).hasText("Skip to the content");
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.locator(":focus")).hasAttribute("type", "search");
    page.keyboard().type("old-cat");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.locator("tbody a").first().focus();
    page.keyboard().press("Enter");
    assertThat(heading("old-catalog")).isFocused();
    button("Send 1 % of clients to the fixed answer 410").focus();
    page.keyboard().press("Enter");
    dialog().waitFor();
    for (int i = 0; i < 8; i++) {
      page.keyboard().press("Tab");
      assertThat(
              (Boolean)
                  page.evaluate(
                      "document.activeElement === document.body"
                          + " || document.activeElement.closest('dialog') !== null"))
          .as("the dialog keeps the focus")
          .isTrue();
    }
    page.keyboard().press("Escape");
    assertThat(button("Send 1 % of clients to the fixed answer 410")).isFocused();
  }

  @Test
  void twoHundredRoutesStayUsable() throws Exception {
    StringBuilder yaml = new StringBuilder("routes:\n");
    for (int i = 0; i < 200; i++) {
      yaml.append("  - { id: bulk-%1$03d, match: \"GET /bulk/%1$d/{id}\", target: catalog }\n".formatted(i));
    }
    Path many = shop.routeFile("many.yaml");
    Files.writeString(many, yaml);
    try {
      open("routes");
      assertThat(page.locator(".page-head")).containsText(Pattern.compile("2\\d\\d routes"));
      long start = System.nanoTime();
      page.getByRole(AriaRole.SEARCHBOX).fill("bulk-199");
      assertThat(page.locator("tbody tr")).hasCount(1);
      page.getByRole(AriaRole.SEARCHBOX).fill("");
      page.locator("tbody tr").nth(200).waitFor();
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertThat(millis).as("to filter 200 routes and back").isLessThan(3_000);
      System.out.printf("filtering 200 routes and back took %,d ms%n", millis);
    } finally {
      Files.writeString(many, "routes: []\n");
    }
  }

  private static org.awaitility.core.ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }
}
