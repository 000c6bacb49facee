package dev.ficus.cli.demo;

import java.nio.file.Path;
import java.util.List;

/** What a newcomer reads once everything runs. */
final class Welcome {

  private Welcome() {}

  static Path tokenFile(Path data) {
    return data.resolve("gateway/admin-token");
  }

  static List<String> lines(Path home, Path data, Ports ports) {
    String gateway = "http://localhost:" + ports.gateway();
    String admin = "http://localhost:" + ports.admin() + "/admin/v1";
    return List.of(
        "",
        "Ficus runs.",
        "",
        "  the shop, through the gateway   " + gateway,
        "  admin API                       " + admin,
        "  admin token                     " + tokenFile(data),
        "  route files                     " + home.resolve("routes"),
        "  logs                            " + data.resolve("logs"),
        "  behind it                       legacy-app :"
            + ports.legacy()
            + ", new-functions :"
            + ports.functions(),
        "",
        "Try, in another terminal:",
        "",
        "  # which side answers? see Ficus-Upstream",
        "  curl -i " + gateway + "/api/products/1",
        "",
        "  # send this endpoint's clients to the function",
        "  curl -X PUT -H \"Authorization: Bearer $(cat '"
            + tokenFile(data)
            + "')\" -H 'Content-Type: application/json' \\",
        "       -d '{\"stage\":\"live\",\"reason\":\"first step\"}' "
            + admin
            + "/routes/get-product/stage",
        "",
        "  # and back, at once",
        "  curl -X POST -H \"Authorization: Bearer $(cat '"
            + tokenFile(data)
            + "')\" "
            + admin
            + "/routes/get-product/rollback",
        "",
        "  # or edit "
            + home.resolve("routes/shop.yaml")
            + ": make list-products `stage: live`, and save",
        "",
        "  # a request that takes long: stored, confirmed at once, its result fetched later",
        "  curl -i -H 'Content-Type: application/json' -d '{\"month\":\"2026-10\"}' "
            + gateway
            + "/api/reports",
        "",
        "  # README.md goes on: a payment provider that fails, a webhook, a dead letter",
        "",
        "Ctrl-C stops everything.",
        "");
  }
}
