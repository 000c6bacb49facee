package dev.ficus.gateway.springcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.ficus.gateway.circuit.CircuitTables;
import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What a delivery costs in three ways: on a virtual thread that waits for the channel, which is how
 * it is done; on the channel alone, without a thread; and on a virtual thread with the client of
 * the JDK. {@code docs/decisions/deliveries.md} has the figures.
 */
class DeliveryCostIT {

  /** The whole trial: {@code -Dficus.deliveries=20000}. */
  private static final int DELIVERIES = Integer.getInteger("ficus.deliveries", 200);

  private static final int ROUNDS = 5;
  private static final int AT_ONCE = 64;
  private static final byte[] BODY = "x".repeat(512).getBytes(StandardCharsets.US_ASCII);

  /** One way to deliver: all that is left, so many at once. */
  private interface Way {
    void deliver(AtomicInteger left, CountDownLatch done);
  }

  private static void serve(Socket socket) {
    byte[] ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      int matched = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        if (matched == 4) {
          matched = 0;
          in.skipNBytes(BODY.length);
          socket.getOutputStream().write(ok);
        }
      }
    } catch (IOException ended) {
      // The client has enough.
    }
  }

  private static Upstream upstream(String url) {
    Upstream any = CircuitTables.target(CircuitTables.table(null), "a");
    return new Upstream(
        "subscriber",
        List.of(URI.create(url)),
        Timeouts.DEFAULT,
        PoolSpec.DEFAULT,
        null,
        HeaderEdits.NONE,
        null,
        any.data(),
        null);
  }

  private static Courier.Parcel parcel() {
    return new Courier.Parcel(
        Side.TARGET,
        "POST",
        "/deliver",
        null,
        List.of(new Header("Content-Type", "application/json"), new Header("Ficus-Attempt", "1")),
        Body.of(BODY),
        Duration.ofSeconds(15),
        65_536,
        () -> true);
  }

  private static void onThreads(AtomicInteger left, CountDownLatch done, Runnable delivery) {
    for (int i = 0; i < AT_ONCE; i++) {
      Thread.ofVirtual().start(() -> next(left, done, delivery));
    }
  }

  /** A thread of its own for each delivery, as the subscriber's loop has it. */
  private static void next(AtomicInteger left, CountDownLatch done, Runnable delivery) {
    if (left.getAndDecrement() > 0) {
      delivery.run();
      done.countDown();
      Thread.ofVirtual().start(() -> next(left, done, delivery));
    }
  }

  private static void onTheChannel(
      ReactorCourier courier, Upstream upstream, AtomicInteger left, CountDownLatch done) {
    if (left.getAndDecrement() > 0) {
      courier
          .exchange(upstream, parcel(), new AtomicBoolean())
          .subscribe(
              received -> {
                assertThat(received.status()).isEqualTo(200);
                done.countDown();
                onTheChannel(courier, upstream, left, done);
              });
    }
  }

  private static void withTheJdk(HttpClient client, String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/deliver"))
            .timeout(Duration.ofSeconds(15))
            .header("Content-Type", "application/json")
            .header("Ficus-Attempt", "1")
            .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
            .build();
    try {
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode())
          .isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void eachWayDeliversAndCosts() throws Exception {
    UpstreamClients clients = new UpstreamClients(() -> null);
    try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      Thread.ofVirtual().start(() -> accept(server));
      String url = "http://localhost:" + server.getLocalPort();
      Upstream upstream = upstream(url);
      ReactorCourier courier = new ReactorCourier(clients);
      Runnable waiting =
          () -> assertThat(courier.send(upstream, parcel()).status()).isEqualTo(200);
      List<Way> ways =
          List.of(
              (left, done) -> onThreads(left, done, waiting),
              (left, done) -> {
                for (int i = 0; i < AT_ONCE; i++) {
                  onTheChannel(courier, upstream, left, done);
                }
              },
              (left, done) -> onThreads(left, done, () -> withTheJdk(jdk, url)));
      double[][] micros = new double[ways.size()][ROUNDS];
      ways.forEach(DeliveryCostIT::cost);
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < ways.size(); i++) {
          int way = (i + round) % ways.size();
          micros[way][round] = cost(ways.get(way));
        }
      }
      System.out.printf(
          "processor time a delivery, both ends, us: on a thread that waits %s, on the channel %s,"
              + " by the JDK %s; to the first: channel %s, JDK %s%n",
          spread(micros[0]),
          spread(micros[1]),
          spread(micros[2]),
          spread(ratios(micros[1], micros[0])),
          spread(ratios(micros[2], micros[0])));
    } finally {
      clients.close();
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** In microseconds of processor time for each. */
  private static double cost(Way way) {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    CountDownLatch done = new CountDownLatch(DELIVERIES);
    long before = process.getProcessCpuTime();
    way.deliver(new AtomicInteger(DELIVERIES), done);
    try {
      assertThat(done.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return (process.getProcessCpuTime() - before) / 1e3 / DELIVERIES;
  }

  private static double[] ratios(double[] of, double[] to) {
    double[] ratios = new double[of.length];
    Arrays.setAll(ratios, i -> of[i] / to[i]);
    return ratios;
  }

  private static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    List<String> words = new ArrayList<>();
    for (double value : new double[] {sorted[ROUNDS / 2], sorted[0], sorted[ROUNDS - 1]}) {
      words.add("%.2f".formatted(value));
    }
    return words.get(0) + " (" + words.get(1) + "–" + words.get(2) + ")";
  }
}
