package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.bare;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The dashboard's files beside the admin API: for everybody, and revalidated each time. */
class DashboardFilesIT {

  @Test
  void filesNeedNoTokenAndAreAskedForAgain() {
    AdminServer.Reply first = bare("GET", "/main.js").send();
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(first.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(first.header("Content-Security-Policy"))
        .startsWith("default-src 'self'; object-src 'none'")
        .doesNotContain("unsafe");

    AdminServer.Reply again =
        bare("GET", "/main.js").header("If-None-Match", first.header("ETag")).send();
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
    assertThat(again.header("Content-Security-Policy"))
        .as("a browser takes a 304's headers for its own copy")
        .isEqualTo(first.header("Content-Security-Policy"));
  }

  @Test
  void theFrontPageIsAtTheRootOfTheManagementPortOnly() throws Exception {
    assertThat(bare("GET", "/").send().text()).contains("<div id=\"app\"></div>");
    assertThat(bare("HEAD", "/").send().status()).isEqualTo(200);
    assertThat(bare("POST", "/").send().status()).isEqualTo(404);
    HttpResponse<String> outside =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + AdminServer.publicPort() + "/"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(outside.body()).doesNotContain("id=\"app\"");
  }
}
