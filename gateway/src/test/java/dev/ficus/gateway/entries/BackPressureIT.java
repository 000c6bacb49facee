package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client is read from no faster than what it sends can go on, whatever its connection carried. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackPressureIT {

  private static final int MIB = 1024 * 1024;

  /** Far more than what the buffers of all sockets on the way hold together. */
  private static final int FAR_TOO_MUCH = 96 * MIB;

  private static final int BUFFERS = 48 * MIB;

  @Parameter private Entry entryUnderTest;
  private RawUpstream upstream;
  private ServerSocket stuck;
  private TestEntry entry;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    upstream = RawUpstream.answering("");
    // It accepts what the system accepts for it, and reads nothing.
    stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    entry =
        TestEntry.start(
            kind,
            """
            default: monolith
            upstreams: { monolith: { url: "%s" }, stuck: { url: "http://localhost:%d" } }
            routes:
              - { id: filtered, match: "/filtered/**", target: monolith, stage: live, filters: [ "AddRequestHeader=X-Via, ficus" ] }
              - { id: upload, match: "/upload", target: stuck, stage: live }
            """
                .formatted(upstream.url(), stuck.getLocalPort()));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    entry.close();
    stuck.close();
    upstream.close();
  }

  @BeforeEach
  void reset() {
    upstream.script((request, socket, out) -> RawUpstream.send(out, 200, "", request.target()));
  }

  @Test
  void whatIsPipelinedBehindASlowAnswerWaitsWithTheClient() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    upstream.script(
        (request, socket, out) -> {
          if (request.target().equals("/slow")) {
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
          }
          RawUpstream.send(out, 200, "", request.target());
        });
    try (Pusher client = new Pusher(entry.port())) {
      client.push("GET /filtered/x HTTP/1.1\r\nHost: shop\r\n\r\n");
      client.readUntil("/filtered/x");
      client.push("GET /slow HTTP/1.1\r\nHost: shop\r\n\r\n");
      String next = "POST /next HTTP/1.1\r\nHost: shop\r\nContent-Length: 50000\r\n\r\n";
      assertThat(client.pushUntilStuck(next + "x".repeat(50_000))).isLessThan(BUFFERS);
      go.countDown();
      client.readUntil("/slow");
      client.readUntil("/next");
    }
  }

  @Test
  void whatIsPipelinedBehindAPassedRequestWaitsWithTheClient() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    upstream.script(
        (request, socket, out) -> {
          if (request.target().equals("/filtered/slow")) {
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
          }
          RawUpstream.send(out, 200, "", request.target());
        });
    try (Pusher client = new Pusher(entry.port())) {
      client.push("POST /filtered/slow HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody");
      String next = "POST /next HTTP/1.1\r\nHost: shop\r\nContent-Length: 50000\r\n\r\n";
      assertThat(client.pushUntilStuck(next + "x".repeat(50_000))).isLessThan(BUFFERS);
      go.countDown();
      client.readUntil("/filtered/slow");
      client.readUntil("/next");
    }
  }

  @Test
  void uploadIsNoFasterThanItsUpstream() throws Exception {
    try (Pusher client = new Pusher(entry.port())) {
      client.push("GET /filtered/x HTTP/1.1\r\nHost: shop\r\n\r\n");
      client.readUntil("/filtered/x");
      client.push(
          "POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: " + FAR_TOO_MUCH + "\r\n\r\n");
      assertThat(client.pushUntilStuck("x".repeat(50_000))).isLessThan(BUFFERS);
    }
  }

  /** A client that sends for as long as anybody takes it. */
  private static final class Pusher implements AutoCloseable {

    private final SocketChannel channel;
    private final Selector selector = Selector.open();

    Pusher(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress("localhost", port));
      channel.configureBlocking(false);
      channel.register(selector, 0);
    }

    private boolean waits(int operation, int millis) throws IOException {
      channel.keyFor(selector).interestOps(operation);
      selector.selectedKeys().clear();
      return selector.select(millis) > 0;
    }

    void push(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        assertThat(waits(SelectionKey.OP_WRITE, 10_000)).isTrue();
        channel.write(bytes);
      }
    }

    /** Sends a piece again and again, until nobody has taken anything for a while. */
    long pushUntilStuck(String piece) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII));
      long written = 0;
      while (written < FAR_TOO_MUCH && waits(SelectionKey.OP_WRITE, 1_500)) {
        written += channel.write(bytes);
        if (!bytes.hasRemaining()) {
          bytes.rewind();
        }
      }
      return written;
    }

    void readUntil(String ending) throws IOException {
      StringBuilder read = new StringBuilder();
      ByteBuffer octet = ByteBuffer.allocate(1);
      while (!read.toString().endsWith(ending)) {
        assertThat(waits(SelectionKey.OP_READ, 10_000)).as("after %s", read).isTrue();
        if (channel.read(octet.clear()) < 0) {
          throw new EOFException("ended after: " + read);
        }
        read.append((char) octet.get(0));
      }
    }

    @Override
    public void close() throws IOException {
      selector.close();
      // What nobody has read yet is not worth waiting for.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
  }
}
