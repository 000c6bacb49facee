package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.Keys;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** How connections that speak HTTP/2 rest, and how they end with the gateway. */
class Http2ConnectionsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private RawUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = RawUpstream.answering("seen");
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private TestEntry entry(String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
    all.add("server.http2.enabled=true");
    return TestEntry.start(
        Entry.RELAY,
        "default: monolith\nupstreams: { monolith: { url: \"%s\" } }\nroutes: []\n"
            .formatted(upstream.url()),
        all.toArray(String[]::new));
  }

  @Test
  void idleConnectionDoesNotKeepTheGatewayFromEnding() throws Exception {
    try (TestEntry ending = entry();
        Http2Frames client = new Http2Frames(ending.port())) {
      Awaitility.await().until(() -> ending.relay().clientCount() == 1);
      Awaitility.await().until(() -> ending.relay().busyCount() == 0);
      ending.relay().drain();
      assertThat(client.endsWithGoAway()).isTrue();
      Awaitility.await().until(() -> ending.relay().clientCount() == 0);
    }
  }

  @Test
  void openStreamIsWaitedForWhenTheGatewayEnds() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    upstream.script(
        (request, socket, out) -> {
          assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
          RawUpstream.send(out, 200, "", "late");
        });
    try (TestEntry ending = entry()) {
      CompletableFuture<String> answer =
          HttpClient.create()
              .protocol(HttpProtocol.H2C)
              .port(ending.port())
              .get()
              .uri("/x")
              .responseSingle((_, body) -> body.asString())
              .toFuture();
      Awaitility.await().until(() -> upstream.requests().size() == 1);
      ending.relay().drain();
      assertThat(ending.relay().busyCount()).isEqualTo(1);
      go.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("late");
      Awaitility.await().until(() -> ending.relay().clientCount() == 0);
    }
  }

  @Test
  void streamThatDoesNotEndIsGivenUpWhenTheGatewayDoes() throws Exception {
    upstream.script((request, socket, out) -> socket.getInputStream().read());
    try (TestEntry ending = entry();
        Http2Frames client = new Http2Frames(ending.port())) {
      client.frame(Http2Frames.HEADERS, Http2Frames.END_STREAM | Http2Frames.END_HEADERS, 1, Http2Frames.GET);
      Awaitility.await().until(() -> ending.relay().busyCount() == 1);
      ending.relay().drain();
      ending.relay().closeClients();
      assertThat(client.endsWithGoAway()).isTrue();
    }
  }

  @Test
  void connectionWithoutStreamsIsClosedAfterAWhile() throws Exception {
    try (TestEntry hasty = entry("test.keep-alive=300ms", "test.head=300ms")) {
      try (Http2Frames client = new Http2Frames(hasty.port())) {
        assertThat(client.endsWithGoAway()).isTrue();
      }
      try (RawClient client = hasty.connect()) {
        client.write("PRI * HTTP/2.0\r\n\r\n");
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void connectionOverTlsWithoutStreamsIsClosedAfterAWhileToo(@TempDir Path directory)
      throws Exception {
    Path keys = Keys.make(directory.resolve("front.p12"));
    List<String> properties = new ArrayList<>(List.of(Keys.bundle("front", keys, keys)));
    properties.add("server.ssl.bundle=front");
    properties.add("test.keep-alive=1s");
    SslContext trustful =
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2))
            .build();
    try (TestEntry hasty = entry(properties.toArray(String[]::new))) {
      HttpClient client =
          HttpClient.create()
              .protocol(HttpProtocol.H2)
              .secure(spec -> spec.sslContext(trustful))
              .baseUrl("https://localhost:" + hasty.port());
      String answer =
          client.get().uri("/x").responseContent().aggregate().asString().block(PATIENCE);
      assertThat(answer).isEqualTo("seen");
      Awaitility.await().until(() -> hasty.relay().clientCount() == 1);
      Awaitility.await().until(() -> hasty.relay().clientCount() == 0);
    }
  }

  @Test
  void bodiesAreHeldToTheLimits() throws Exception {
    try (TestEntry limited = entry("test.max-body=1000", "test.body=300ms")) {
      Flux<ByteBuf> pieces = Flux.range(0, 3).map(_ -> Unpooled.copiedBuffer(new byte[500]));
      assertThat(post(limited, "/piecewise", false, pieces)).isEqualTo(413);
      assertThat(limited.completed("/piecewise").outcome()).isEqualTo("body-too-large");
      Flux<ByteBuf> whole = Flux.just(Unpooled.copiedBuffer(new byte[1001]));
      assertThat(post(limited, "/declared", true, whole)).isEqualTo(413);
      Flux<ByteBuf> begun = Flux.just(Unpooled.copiedBuffer(new byte[10])).concatWith(Flux.never());
      assertThat(post(limited, "/dripping", false, begun)).isEqualTo(408);
      assertThat(limited.completed("/dripping").outcome()).isEqualTo("too-slow");
      Flux<ByteBuf> good = Flux.just(Unpooled.copiedBuffer(new byte[1000]));
      assertThat(post(limited, "/good", false, good)).isEqualTo(200);
    }
    assertThat(upstream.onlyRequest().target()).isEqualTo("/good");
  }

  private static int post(TestEntry entry, String path, boolean declared, Flux<ByteBuf> body) {
    Integer status =
        HttpClient.create()
            .protocol(HttpProtocol.H2C)
            .port(entry.port())
            .headers(
                headers -> {
                  if (declared) {
                    headers.set("Content-Length", 1001);
                  }
                })
            .post()
            .uri(path)
            .send(body)
            .responseSingle((response, _) -> Mono.just(response.status().code()))
            .block(PATIENCE);
    return Objects.requireNonNull(status);
  }
}
