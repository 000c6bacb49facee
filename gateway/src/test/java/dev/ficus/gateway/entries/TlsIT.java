package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.Keys;
import dev.ficus.gateway.testing.TestGateway;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS in front, with a certificate that is renewed, and mutual TLS to an upstream. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

  @TempDir private static Path directory;
  @Parameter private Entry entryUnderTest;
  private Path front;
  private Path inside;
  private HttpsServer upstream;
  private HttpsServer untrusted;
  private HttpsServer misnamed;
  private Path other;
  private TestGateway gateway;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    Path own = Files.createDirectories(directory.resolve(kind.name()));
    front = Keys.make(own.resolve("front.p12"));
    inside = Keys.make(own.resolve("inside.p12"));
    Path client = Keys.make(own.resolve("client.p12"));
    other = Keys.make(own.resolve("other.p12"));
    upstream = mutual("localhost", Keys.context(inside, client));
    untrusted = mutual("localhost", Keys.context(other, client));
    // Its certificate is for 127.0.0.1 and no other address.
    misnamed = mutual("127.0.0.2", Keys.context(inside, client));
    List<String> properties = new ArrayList<>();
    properties.addAll(Arrays.asList(Keys.bundle("front", front, front)));
    properties.addAll(Arrays.asList(Keys.bundle("upstreams", client, inside)));
    properties.add("server.ssl.bundle=front");
    properties.add("spring.ssl.bundle.watch.file.quiet-period=200ms");
    properties.add("server.http2.enabled=true");
    properties.add("ficus.upstream-tls.bundle=upstreams");
    gateway =
        TestGateway.start(
            kind,
            own,
            """
            default: monolith
            upstreams:
              monolith: { url: "https://localhost:%1$d" }
              untrusted: { url: "https://localhost:%2$d", circuit: watch }
              misnamed: { url: "https://127.0.0.2:%3$d", circuit: watch }
              newcomer: { url: "https://localhost:%2$d", circuit: watch, pool: { maxIdle: 1s } }
            routes:
              - { id: untrusted, match: "/untrusted", target: untrusted, stage: retired }
              - { id: misnamed, match: "/misnamed", target: misnamed, stage: retired }
              - { id: newcomer, match: "/newcomer", target: newcomer, stage: retired }
            """
                .formatted(
                    upstream.getAddress().getPort(),
                    untrusted.getAddress().getPort(),
                    misnamed.getAddress().getPort()),
            properties.toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  void stop() {
    gateway.close();
    upstream.stop(0);
    untrusted.stop(0);
    misnamed.stop(0);
  }

  /** One that lets nobody in without a certificate that it trusts. */
  private static HttpsServer mutual(String host, SSLContext context) throws Exception {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters its = context.getDefaultSSLParameters();
            its.setNeedClientAuth(true);
            parameters.setSSLParameters(its);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          String proto = exchange.getRequestHeaders().getFirst("X-Forwarded-Proto");
          byte[] body = (exchange.getRequestURI() + " " + proto).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private HttpResponse<String> get(HttpClient.Version version) throws Exception {
    return get(version, "/x?y");
  }

  private HttpResponse<String> get(HttpClient.Version version, String target) throws Exception {
    SSLContext context = Keys.context(inside, front);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).version(version).build()) {
      URI uri = URI.create("https://localhost:" + gateway.port() + target);
      return client.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void http11OverTlsReachesAnUpstreamOverMutualTls() throws Exception {
    HttpResponse<String> response = get(HttpClient.Version.HTTP_1_1);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(response.body()).isEqualTo("/x?y https");
  }

  @Test
  void http2IsAgreedOnInTheHandshake() throws Exception {
    HttpResponse<String> response = get(HttpClient.Version.HTTP_2);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.body()).isEqualTo("/x?y https");
  }

  @Test
  void renewedCertificateIsTakenWithoutARestart() throws Exception {
    assertThat(shown()).isEqualTo(Keys.certificate(front));
    Path renewed = Keys.make(front.resolveSibling("renewed.p12"));
    X509Certificate expected = Keys.certificate(renewed);
    Files.move(renewed, front, StandardCopyOption.REPLACE_EXISTING);
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(shown()).isEqualTo(expected));
    assertThat(get(HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/untrusted", "/misnamed"})
  void anUpstreamThatIsNotWhoItShouldBeIsNotAsked(String target) throws Exception {
    HttpResponse<String> response = get(HttpClient.Version.HTTP_1_1, target);
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).contains("refused");
  }

  @Test
  void newlyTrustedUpstreamIsAskedWithoutARestart() throws Exception {
    assumeTrue(entryUnderTest == Entry.RELAY, "the other entry keeps what it began with");
    byte[] before = Files.readAllBytes(inside);
    assertThat(get(HttpClient.Version.HTTP_1_1, "/newcomer").statusCode()).isEqualTo(502);
    trust(Files.readAllBytes(other));
    awaitStatus("/newcomer", 200);
    trust(before);
    awaitStatus("/newcomer", 502);
    assertThat(get(HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
  }

  /** Replaces the certificates that upstreams are trusted by. */
  private void trust(byte[] store) throws Exception {
    Path file = Files.write(inside.resolveSibling("trusted.p12"), store);
    Files.move(file, inside, StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitStatus(String target, int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(get(HttpClient.Version.HTTP_1_1, target).statusCode())
                    .isEqualTo(status));
  }

  /** The certificate that a new connection is shown. */
  private X509Certificate shown() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new Anyone()}, null);
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("localhost", gateway.port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
