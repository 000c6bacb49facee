package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoIT {

  private static final String SHA256_OF_A_IS_B =
      "42144f3939c3ffbbf0bf8b1f12affb5c23a4c5bd41e0ff672d54a5754f062058";

  @TempDir static Path data;
  static StartedFunctions functions;

  @BeforeAll
  static void start() {
    functions = StartedFunctions.start(data, "--functions=mail");
  }

  @AfterAll
  static void stop() {
    functions.close();
  }

  @Test
  void headerLinesKeepTheirOrder() throws IOException {
    String answer =
        raw(
            """
            GET /echo HTTP/1.1
            Host: shop.example
            X-Forwarded-Host: a
            X-One: 1
            X-Two: 2
            X-One: 3
            Connection: close

            """);
    assertThat(answer)
        .contains("\"method\":\"GET\",\"uri\":\"/echo\",\"query\":null,\"headers\":[")
        .contains(
            "{\"name\":\"Host\",\"value\":\"shop.example\"},"
                + "{\"name\":\"X-Forwarded-Host\",\"value\":\"a\"},"
                + "{\"name\":\"X-One\",\"value\":\"1\"},"
                + "{\"name\":\"X-Two\",\"value\":\"2\"},"
                + "{\"name\":\"X-One\",\"value\":\"3\"}");
  }

  @Test
  void theTargetIsNotDecoded() {
    assertThat(functions.get("/echo/a%2Fb//c;v=1/%C3%A4?q=%20x&q=y").text())
        .contains("\"uri\":\"/echo/a%2Fb//c;v=1/%C3%A4\",\"query\":\"q=%20x&q=y\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"})
  void theBodyIsReadWhateverTheMethod(String method) {
    var echoed =
        functions.send(
            method, "/echo/x", "a=b", "Content-Type", "application/x-www-form-urlencoded");
    assertThat(echoed.json().get("method").asString()).isEqualTo(method);
    assertThat(echoed.json().get("body").toString())
        .isEqualTo("{\"length\":3,\"sha256\":\"" + SHA256_OF_A_IS_B + "\"}");
  }

  @Test
  void aLargeBodyIsStreamed() {
    int length = 8 * 1024 * 1024;
    var echoed = functions.post("/echo/large", "x".repeat(length));
    assertThat(echoed.json().get("body").get("length").asInt()).isEqualTo(length);
  }

  private static String raw(String request) throws IOException {
    URI origin = URI.create(functions.origin());
    try (var socket = new Socket(origin.getHost(), origin.getPort())) {
      socket
          .getOutputStream()
          .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
