package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(RunningShop.class)
class EchoIT {

  /** Over a socket, for no client library sends a request just as it is told. */
  @Test
  void mirrorsRequestLineAndHeadersAsTheyArrived(Shop shop) throws Exception {
    JsonNode seen =
        ask(
            shop,
            """
            PURGE //echo/a%2Fb//c;x=1/..%2f?q=%20[|] HTTP/1.1
            Host: shop.example
            X-A: 1
            b: 2
            X-Forwarded-For: 192.0.2.1
            x-a: 3
            Connection: close

            """);

    assertThat(seen.path("method").asString()).isEqualTo("PURGE");
    assertThat(seen.path("uri").asString()).isEqualTo("//echo/a%2Fb//c;x=1/..%2f");
    assertThat(seen.path("query").asString()).isEqualTo("q=%20[|]");
    assertThat(seen.path("headers").valueStream().map(JsonNode::toString))
        .containsExactly(
            "{\"name\":\"Host\",\"value\":\"shop.example\"}",
            "{\"name\":\"X-A\",\"value\":\"1\"}",
            "{\"name\":\"b\",\"value\":\"2\"}",
            "{\"name\":\"X-Forwarded-For\",\"value\":\"192.0.2.1\"}",
            "{\"name\":\"x-a\",\"value\":\"3\"}",
            "{\"name\":\"Connection\",\"value\":\"close\"}");
  }

  @Test
  void digestsABodyOfUnknownLengthEvenIfItLooksLikeAForm(Shop shop) throws Exception {
    byte[] body = "a=b&".repeat(500_000).getBytes(StandardCharsets.UTF_8);
    var answer =
        shop.send(
            shop.request("/echo")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method("PATCH", BodyPublishers.ofInputStream(() -> stream(body)))
                .build());

    JsonNode seen = Shop.read(answer).path("body");

    assertThat(seen.path("length").asInt()).isEqualTo(body.length);
    assertThat(seen.path("sha256").asString())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
  }

  private static InputStream stream(byte[] body) {
    return new ByteArrayInputStream(body);
  }

  private static JsonNode ask(Shop shop, String request) throws Exception {
    try (var socket = new Socket(shop.uri().getHost(), shop.uri().getPort())) {
      byte[] bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new JsonMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }
  }
}
