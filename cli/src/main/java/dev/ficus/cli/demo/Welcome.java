package dev.ficus.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a newcomer reads once everything runs. */
public final class Welcome {

  private static final int USUAL_ADMIN_PORT = 9090;

  private Welcome() {}

  public static Path tokenFile(Path data) {
    return data.resolve("gateway/admin-token");
  }

  /** The dashboard, with the token where no server sees it. */
  public static String dashboard(Path data, Ports ports) throws IOException {
    String token = Files.readString(tokenFile(data)).strip();
    return "http://localhost:" + ports.admin() + "/#token=" + token;
  }

  static String text(Path home, Path data, Ports ports) throws IOException {
    return """

        Ficus runs.

          the shop, through the gateway   http://localhost:%1$d
          dashboard                       %2$s
          admin API                       http://localhost:%3$d/admin/v1
          admin token                     %4$s
          route files                     %5$s
          logs                            %6$s
          behind it                       legacy-app :%7$d, new-functions :%8$d

        Try, in another terminal:

        %9$s  ./ficus tour%10$s                    # scene by scene: a defect found, a plan that goes to live, …

          # which side answers? see Ficus-Upstream
          curl -i localhost:%1$d/api/products/1

          # send this endpoint's clients to the function, and back
          ./ficus live get-product
          ./ficus rollback get-product

          # or edit routes/shop.yaml: make list-products `stage: live`, and save

        Ctrl-C stops everything.
        """
        .formatted(
            ports.gateway(),
            dashboard(data, ports),
            ports.admin(),
            tokenFile(data),
            home.resolve("routes"),
            data.resolve("logs"),
            ports.legacy(),
            ports.functions(),
            isUsual(home, data, ports) ? "" : directions(data, ports),
            isUsual(home, data) ? "" : " --data '" + data + "'");
  }

  /** Whether the command line finds this demo by itself. */
  private static boolean isUsual(Path home, Path data, Ports ports) {
    return ports.admin() == USUAL_ADMIN_PORT && isUsual(home, data);
  }

  private static boolean isUsual(Path home, Path data) {
    return data.equals(home.resolve(".ficus/demo"));
  }

  private static String directions(Path data, Ports ports) {
    return """
          # so that ./ficus finds this demo
          export FICUS_SERVER=http://localhost:%d FICUS_TOKEN="$(cat '%s')"

        """
        .formatted(ports.admin(), tokenFile(data));
  }
}
