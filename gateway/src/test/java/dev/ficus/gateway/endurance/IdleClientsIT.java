package dev.ficus.gateway.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are there and say nothing, and clients that say it very slowly. */
class IdleClientsIT {

  /** The whole trial: {@code -Dficus.idle=10000 -Dficus.loris=200 -Dficus.seconds=20}. */
  private static final int IDLE = Integer.getInteger("ficus.idle", 1_000);

  private static final int LORIS = Integer.getInteger("ficus.loris", 50);
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("ficus.seconds", 4));

  private static SocketChannel connect(GatewayProcess gateway) throws IOException {
    return SocketChannel.open(new InetSocketAddress("localhost", gateway.port()));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static SteadyLoad.Outcome measured(GatewayProcess gateway) throws InterruptedException {
    SteadyLoad load = new SteadyLoad(gateway::port, "/x", "well", Duration.ofMillis(10));
    LockSupport.parkNanos(TIME.toNanos());
    return load.end();
  }

  @Test
  void doNormalTrafficNoHarm(@TempDir Path directory) throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    List<SocketChannel> loris = new ArrayList<>();
    try (RawUpstream upstream = RawUpstream.answering("well");
        GatewayProcess gateway =
            new GatewayProcess(
                directory.resolve("gateway"),
                "default: m\nupstreams: { m: { url: \"${UPSTREAM}\" } }\nroutes: []\n",
                Map.of("UPSTREAM", upstream.url()),
                "-Xmx256m")) {
      gateway.start().awaitReady();
      var _ = measured(gateway);
      SteadyLoad.Outcome alone = measured(gateway);
      for (int i = 0; i < IDLE; i++) {
        idle.add(connect(gateway));
      }
      for (int i = 0; i < LORIS; i++) {
        loris.add(connect(gateway));
        write(loris.getLast(), "GET /slow HTTP/1.1\r\nHost: shop\r\nX-");
      }
      Thread drip = Thread.ofVirtual().start(() -> drip(loris));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.metric("ficus_connections{end=\"client\"}") >= IDLE + LORIS);
      SteadyLoad.Outcome beside = measured(gateway);
      drip.interrupt();
      drip.join();
      System.out.printf(
          "alone: %s%nbeside %,d idle and %d slow clients, %d MB: %s%n",
          alone, IDLE, LORIS, gateway.residentMegabytes(), beside);
      assertThat(beside.failures()).isEmpty();
      assertThat(beside.p50()).isLessThan(2 * alone.p50() + 2);
      // None of the slow ones has got anywhere.
      assertThat(upstream.requests()).noneMatch(request -> request.target().equals("/slow"));
      for (SocketChannel channel : idle) {
        channel.close();
      }
      for (SocketChannel channel : loris) {
        channel.close();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.metric("ficus_connections{end=\"client\"}") <= 10);
    }
  }

  private static void drip(List<SocketChannel> channels) {
    while (!Thread.currentThread().isInterrupted()) {
      for (SocketChannel channel : channels) {
        try {
          write(channel, "a");
        } catch (IOException hungUp) {
          // Its time for the head is over.
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }
}
