package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies pass as they come, both ways, and end when one of the two ends goes away. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingIT {

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private RawUpstream legacy;
  private TestGateway gateway;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    legacy = RawUpstream.answering("legacy");
    gateway =
        TestGateway.start(
            kind,
            directory.resolve(kind.name()),
            """
            default: monolith
            upstreams: { monolith: { url: "%s" } }
            routes: []
            """
                .formatted(legacy.url()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    gateway.close();
    legacy.close();
  }

  @Test
  void eventsArriveOneByOne() throws Exception {
    Semaphore next = new Semaphore(0);
    legacy.script(
        (request, socket, out) -> {
          RawUpstream.raw(
              out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding:"
                  + " chunked\r\n\r\n");
          for (int i = 1; i <= 3; i++) {
            String event = "data: " + i + "\n\n";
            RawUpstream.raw(out, Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            assertThat(next.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
          }
          RawUpstream.raw(out, "0\r\n\r\n");
        });
    HttpResponse<InputStream> response =
        TestGateway.HTTP.send(
            gateway.request("/feed").build(), HttpResponse.BodyHandlers.ofInputStream());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    for (int i = 1; i <= 3; i++) {
      // The upstream sends the next one only after this one has come through.
      assertThat(lines.readLine()).isEqualTo("data: " + i);
      assertThat(lines.readLine()).isEmpty();
      next.release();
    }
    assertThat(lines.readLine()).isNull();
  }

  @Test
  void largeUploadArrivesUnchanged() throws Exception {
    byte[] body = new byte[20 * 1024 * 1024];
    new Random(7).nextBytes(body);
    legacy.requests().clear();
    legacy.script((request, socket, out) -> RawUpstream.send(out, 200, "", "ok"));
    HttpResponse<String> response =
        TestGateway.send(
            gateway.request("/files").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(legacy.onlyRequest().body()).isEqualTo(body);
  }

  @Test
  void clientThatGoesAwayEndsTheUpstreamCall() throws Exception {
    Semaphore ended = new Semaphore(0);
    legacy.script(
        (request, socket, out) -> {
          RawUpstream.raw(
              out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding:"
                  + " chunked\r\n\r\n3\r\nabc\r\n");
          // Ends when the gateway closes the connection.
          int read = socket.getInputStream().read();
          ended.release();
          assertThat(read).isEqualTo(-1);
        });
    HttpResponse<InputStream> response =
        TestGateway.HTTP.send(
            gateway.request("/feed").build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.body().readNBytes(3)).asString().isEqualTo("abc");
    response.body().close();
    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> ended.tryAcquire());
  }
}
