package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that take too long, or send too much, are answered and hung up on. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientsIT {

  private static final String POST = "POST /x HTTP/1.1\r\nHost: shop\r\n";

  @Parameter private Entry entryUnderTest;
  private RawUpstream upstream;
  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    upstream = RawUpstream.answering("seen");
    entry =
        TestEntry.start(
            kind,
            "default: monolith\nupstreams: { monolith: { url: \"%s\", pool: { maxIdle: 1s } } }\nroutes: []\n"
                .formatted(upstream.url()),
            "test.keep-alive=400ms",
            "test.head=400ms",
            "test.body=400ms",
            "test.max-body=1000");
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.awaitNothingOpen();
    entry.close();
    upstream.close();
  }

  @BeforeEach
  void reset() {
    upstream.forget();
  }

  @Test
  void idleConnectionIsClosedWithoutAWord() throws Exception {
    try (RawClient client = entry.connect()) {
      assertThat(client.rest()).isEmpty();
    }
    try (RawClient client = entry.connect()) {
      client.write("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 200").endsWith("seen");
    }
  }

  /** Some old clients end a POST so. */
  @Test
  void emptyLineAfterARequestBeginsNoOther() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(POST + "Content-Length: 2\r\n\r\nhi");
      client.until("seen");
      client.write("\r\n");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void slowHeadIsTimedOut() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write("GET /x HTTP/1.1\r\nHost: sh");
      assertThat(client.rest()).startsWith("HTTP/1.1 408").contains("Connection: close");
    }
    assertThat(upstream.heads()).isEmpty();
  }

  @Test
  void headThatDripsIsTimedOutAllTheSame() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write("GET /x HTTP/1.1\r\n");
      Thread drip = Thread.ofVirtual().start(() -> drip(client));
      assertThat(client.rest()).startsWith("HTTP/1.1 408");
      drip.interrupt();
    }
    assertThat(upstream.heads()).isEmpty();
  }

  /** Sends a little again and again, until the connection is gone. */
  private static void drip(RawClient client) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        client.write("X: 1\r\n");
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException closed) {
      // That is what it waited for.
    }
  }

  @Test
  void bodyThatStopsIsTimedOut() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(POST + "Content-Length: 10\r\n\r\nhello");
      assertThat(client.rest()).startsWith("HTTP/1.1 408");
    }
    Awaitility.await().until(() -> upstream.brokenOff().size() == 1);
    assertThat(upstream.brokenOff().getFirst().body()).asString().isEqualTo("hello");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void bodyOverTheLimitIsRefusedByItsLength() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(POST + "Content-Length: 1001\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 413").contains("body-too-large");
    }
    assertThat(upstream.heads()).isEmpty();
  }

  @Test
  void bodyOverTheLimitIsRefusedChunkByChunk() throws Exception {
    String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";
    try (RawClient client = entry.connect()) {
      client.write(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk);
      assertThat(client.rest()).startsWith("HTTP/1.1 413");
    }
    // How much of it has gone on by then is a matter of time.
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void bodyOfTheLimitPasses() throws Exception {
    try (RawClient client = entry.connect()) {
      client.write(POST + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
      assertThat(client.until("seen")).startsWith("HTTP/1.1 200");
    }
    assertThat(upstream.onlyRequest().body()).hasSize(1000);
  }
}
