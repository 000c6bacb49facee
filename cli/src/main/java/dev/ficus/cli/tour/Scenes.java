package dev.ficus.cli.tour;

import dev.ficus.cli.demo.SignedNotice;
import java.util.List;

/** What the tour shows. The commands are those of README.md, so that either can be followed. */
final class Scenes {

  private static final String JSON = "-H 'Content-Type: application/json'";

  private final Place place;
  private final Watch watch;
  private final SignedNotice first;
  private final SignedNotice second;

  /**
   * @param tour names this tour's payments; those of an earlier one are known already
   */
  Scenes(Place place, Watch watch, String tour) {
    this.place = place;
    this.watch = watch;
    first = SignedNotice.of("pay-" + tour + "-1", 1);
    second = SignedNotice.of("pay-" + tour + "-2", 1);
  }

  List<Scene> all() {
    return List.of(
        page(),
        shadow(),
        refused(),
        repaired(),
        failing(),
        external(),
        webhook(),
        ledger(),
        report(),
        dashboard());
  }

  private Scene page() {
    return Scene.of(
        "a page through the gateway",
        """
        Nobody has claimed it, so the monolith answers.
        """,
        Step.Run.of("curl -si " + place.gateway() + "/catalog | grep -E 'HTTP|Ficus'")
            .saying("Ficus-Upstream: legacy"));
  }

  private Scene shadow() {
    return Scene.of(
        "shadow traffic finds a defect",
        """
        routes/shop.yaml gives get-order a plan: shadow, 10 %, 50 %, live. Its first step is taken: the
        monolith answers, the function gets copies, and the answers are compared. The function has a
        defect, and no client has seen it. What has been measured so far is thrown away, to see how
        long it takes.
        """,
        Step.Until.of("the plan has taken its first step", () -> watch.isAt(Watch.ORDER, "shadow")),
        Step.Run.of("./ficus parity reset get-order --yes"),
        Step.Until.of("a gate fails", () -> watch.fails(Watch.ORDER))
            .resulting("shadow traffic found the defect within {time}"),
        Step.Run.of("./ficus parity get-order").saying("/tax"),
        Step.Run.of("./ficus diffs get-order").ending(2).saying("/tax"));
  }

  private Scene refused() {
    return Scene.of(
        "a gate refuses the promotion",
        """
        Somebody is in a hurry.
        """,
        Step.Run.of("./ficus promote get-order --yes")
            .ending(3)
            .saying("mismatchRate")
            .resulting("its promotion was refused, with the reason"));
  }

  private Scene repaired() {
    return Scene.of(
        "the plan goes to live by itself",
        """
        The defect is repaired, and the evidence starts anew. Each step is held for 15 s, and waits until
        the evidence is enough.
        """,
        Step.Run.of("curl -s " + JSON + " -d '{\"on\":false}' " + defects("rounding") + "; echo"),
        Step.Run.of(
                """
                ./ficus parity reset get-order --yes
                ./ficus status get-order --for live --timeout 5m\
                """)
            .saying("get-order: live")
            .resulting("the plan went to live by itself within {time}"));
  }

  private Scene failing() {
    return Scene.of(
        "a function starts failing, and is rolled back by itself",
        """
        All clients are sent to the function when it breaks. Reads that it fails are answered by the
        monolith instead, until the plan has gone back. See `failed` in the line about the traffic.
        """,
        Step.Run.of(
                failing("orders", true)
                    + "; echo\n./ficus status get-order --for legacy --timeout 1m")
            .saying("get-order: legacy")
            .resulting("the failing function was rolled back by itself within {time}"),
        Step.Run.of("./ficus audit --limit 1").saying("rollback"),
        Step.Run.of("cat " + place.status())
            .saying(" failed 0 ")
            .resulting("no request of the traffic had failed by then"),
        Step.Run.of(failing("orders", false) + "; echo"));
  }

  private Scene external() {
    String charge =
        JSON + " -d '{\"orderId\":1,\"amount\":12.50}' " + place.gateway() + "/api/charges";
    return Scene.of(
        "an external API that fails",
        """
        A function charges customers by way of the gateway's internal port. After five failures within
        ten seconds nobody calls the payment provider any more, until a probe finds it well.
        """,
        Step.Run.of(failing("provider", true) + "; echo"),
        Step.Run.of("for i in 1 2 3 4 5 6 7; do curl -s " + charge + "; echo; sleep 0.3; done")
            .saying("circuit-open"),
        Step.Run.of("./ficus circuits --open").saying("payment-provider"),
        Step.Run.of("./ficus failures --upstream payment-provider --limit 2"),
        Step.Run.of(
                failing("provider", false)
                    + "; echo\nuntil ./ficus circuit payment-provider | grep closed; do"
                    + "\n  for i in 1 2 3 4; do curl -s "
                    + charge
                    + "; echo; sleep 0.3; done; done")
            .saying("payment-provider: closed")
            .resulting("the payment provider's circuit was closed again within {time}"));
  }

  private Scene webhook() {
    return Scene.of(
        "a webhook with two subscribers, and a dead letter",
        """
        The payment provider's notice is checked, stored and acknowledged; told twice, it is accepted
        once. The monolith is subscribed to it as ledger, a function as mailer, each at its own pace.
        The mailer fails: three attempts, and its messages are dead letters, while the ledger has them.
        """,
        Step.Run.of(notice(first) + "; echo\n" + notice(first) + "; echo").saying("payment-events_"),
        Step.Run.of(failing("mail", true) + "; echo\n" + notice(second) + "; echo"),
        Step.Until.of("there is a dead letter", () -> watch.dead(Watch.MAILER) > 0),
        Step.Run.of("./ficus dead list payment-events/mailer").saying("503"),
        Step.Run.of("./ficus queues"),
        Step.Run.of(
            failing("mail", false)
                + "; echo\n./ficus dead replay payment-events/mailer --yes"),
        Step.Until.of("all mail is out", () -> watch.isDone(Watch.MAILER))
            .resulting("the dead letters were replayed and delivered within {time}"),
        Step.Run.of("./ficus queues"));
  }

  private Scene ledger() {
    Payments payments = watch.payments();
    return Scene.of(
        "the ledger moves to the function, under traffic",
        """
        A subscriber is cut over like a route. Payments keep coming; each is recorded, by one side.
        """,
        Step.Run.of("cat " + place.status()),
        Step.Run.of("./ficus live payment-events/ledger --yes").saying("live"),
        Step.Until.of(
            "the function has recorded three payments more", () -> payments.ofFunction() >= 3),
        Step.Until.of("each payment has been recorded", payments::areAllRecorded)
            .resulting("the ledger was cut over under traffic, and no payment was lost"),
        Step.Run.of("cat " + place.status()).saying(" failed 0 "),
        Step.Run.of("./ficus rollback payment-events/ledger --yes").saying("legacy"));
  }

  private Scene report() {
    return Scene.of(
        "a request that takes long",
        """
        It is stored and confirmed at once; its result is fetched when it is there.
        """,
        Step.Run.of(
                """
                L=$(curl -si %s -d '{"month":"2026-10"}' %s/api/reports | tr -d '\\r' | sed -n 's/^Location: //p')
                curl -s %s$L; echo
                until curl -s %s$L | grep -q done; do sleep 1; done
                curl -s %s$L/result; echo\
                """
                    .formatted(
                        JSON, place.gateway(), place.gateway(), place.gateway(), place.gateway()))
            .saying("\"turnover\""));
  }

  private Scene dashboard() {
    return Scene.of(
        "all of it on one screen",
        """
        The dashboard, with the token in the link:

          %s
        """
            .formatted(place.dashboard()));
  }

  private String defects(String kind) {
    return place.functions() + "/defects/" + kind;
  }

  private String failing(String function, boolean on) {
    return "curl -s "
        + JSON
        + " -d '{\"function\":\""
        + function
        + "\",\"on\":"
        + on
        + "}' "
        + defects("failing");
  }

  private String notice(SignedNotice notice) {
    return "curl -s "
        + JSON
        + " -H 'X-Signature: "
        + notice.signature()
        + "' \\\n    -d '"
        + notice.body()
        + "' "
        + place.gateway()
        + "/payments/callback";
  }
}
