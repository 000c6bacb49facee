package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.testing.TestGateway;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The planted differences and the noises of {@link PlantedDifferencesTest} over the wire: real
 * requests, through a gateway, to two upstreams. The whole trial is {@code -Dficus.requests=2000},
 * with every pair; the short one takes some of them.
 */
class PlantedPairsIT {

  private static final int REQUESTS = Integer.getInteger("ficus.requests", 400);
  private static final int EVERY = Integer.getInteger("ficus.requests") == null ? 10 : 1;
  private static final int VARIANTS = 40;
  private static final int CLIENTS = 8;

  /** Pairs of answers; the gateway keeps four times as many before it drops one. */
  private static final int MOST_WAITING = 1_000;

  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** What such an answer says of itself, no body can follow (RFC 9110, section 15.3.5). */
  private static final String BODILESS = "status 204";

  @TempDir private Path directory;

  private static List<PlantedPair> pairs() {
    List<PlantedPair> all =
        PlantedPair.all().stream().filter(pair -> !pair.name().equals(BODILESS)).toList();
    return IntStream.range(0, all.size())
        .filter(i -> i % EVERY == 0)
        .mapToObj(all::get)
        .toList();
  }

  @Test
  void everyDifferenceIsReportedAtItsPathAndNoNoiseIs() throws Exception {
    List<PlantedPair> pairs = pairs();
    List<byte[][]> legacy = new ArrayList<>();
    List<byte[][]> target = new ArrayList<>();
    for (PlantedPair pair : pairs) {
      SplittableRandom random = new SplittableRandom(pair.name().hashCode());
      // Both sides are noisy in the same way.
      List<String> documents =
          Stream.generate(() -> Noises.in(Planted.ORIGINAL, random)).limit(VARIANTS).toList();
      legacy.add(answers(pair.legacy(), documents));
      target.add(answers(pair.target(), documents));
    }
    try (Upstream m = new Upstream(legacy);
        Upstream t = new Upstream(target);
        TestGateway gateway = TestGateway.start(directory, routes(pairs, m, t))) {
      ask(gateway, pairs.size());
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        String its = wrong(pairs.get(i), evidence(gateway, "p" + i));
        if (its != null) {
          wrong.add(its);
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  private static byte[][] answers(PlantedPair.Side side, List<String> documents) {
    return documents.stream().map(side::answer).map(PlantedPairsIT::wire).toArray(byte[][]::new);
  }

  private static byte[] wire(PlantedPair.Reply reply) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " As planted\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: ").append(reply.body().length).append("\r\n\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(reply.body());
    return out.toByteArray();
  }

  private static String routes(List<PlantedPair> pairs, Upstream legacy, Upstream target) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        upstreams:
          m: { url: "http://127.0.0.1:%d" }
          t: { url: "http://127.0.0.1:%d" }
        defaults:
          shadow:
            maxBody: 64KiB
            noise: { sample: 100%%, maxRate: off }
            compare: { headers: [ X-Total ] }
        routes:
        """
            .formatted(legacy.port(), target.port()));
    for (int i = 0; i < pairs.size(); i++) {
      yaml.append(
          "  - { id: p%d, match: GET /%d, legacy: m, target: t, stage: shadow }\n".formatted(i, i));
    }
    return yaml.toString();
  }

  /**
   * Each client asks for every eighth pair, one request after the other, and no faster than this
   * machine compares.
   */
  private static void ask(TestGateway gateway, int pairs) throws Exception {
    ComparisonQueue comparisons = gateway.bean(ComparisonQueue.class);
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        int client = c;
        all.add(
            () -> {
              int failed = 0;
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (int round = 0; round < REQUESTS; round++) {
                  await().pollInterval(MOMENT).until(() -> comparisons.size() < MOST_WAITING);
                  for (int pair = client; pair < pairs; pair += CLIENTS) {
                    String request = "GET /" + pair + " HTTP/1.1\r\nHost: shop\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    String head = readHead(in);
                    in.skipNBytes(length(head));
                    failed += head.startsWith("HTTP/1.1 200 ") ? 0 : 1;
                  }
                }
              }
              return failed;
            });
      }
      for (Future<Integer> client : clients.invokeAll(all)) {
        assertThat(client.get()).isZero();
      }
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int matched = 0; matched < END_OF_HEAD.length; ) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException(head.toString(StandardCharsets.US_ASCII));
      }
      head.write(octet);
      matched = octet == END_OF_HEAD[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  /** What the fleet has counted once all has been compared. */
  private static Evidence evidence(TestGateway gateway, String route) {
    EvidenceStore store = gateway.bean(EvidenceStore.class);
    Observation observation =
        Objects.requireNonNull(gateway.bean(Observations.class).of(route));
    return await(route)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> EvidenceFields.read(store, observation.key()),
            its ->
                its.compared() + its.noise().compared() == 2L * REQUESTS
                    || !its.dropped().isEmpty());
  }

  private static String wrong(PlantedPair pair, Evidence evidence) {
    Set<String> reported = new TreeSet<>();
    evidence.mismatchedPaths().forEach(path -> reported.add(path.getKey()));
    Set<String> expected = pair.path().isEmpty() ? Set.of() : Set.of(pair.path());
    long compared = evidence.compared();
    boolean counted =
        evidence.dropped().isEmpty()
            && evidence.mismatches().equals(new Proportion(expected.size() * compared, compared));
    boolean noiseKnown = Noises.PATHS.containsAll(evidence.noisyPaths());
    return reported.equals(expected) && counted && noiseKnown
        ? null
        : "%s at %s: reported %s, %s, noisy %s, dropped %s"
            .formatted(
                pair,
                expected,
                reported,
                evidence.mismatches(),
                evidence.noisyPaths(),
                evidence.dropped());
  }

  /** Answers {@code /3} with one of the third pair's answers, drawn each time. */
  private static final class Upstream implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<byte[][]> answers;

    Upstream(List<byte[][]> answers) throws IOException {
      this.answers = answers;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> serve(socket));
        }
      } catch (IOException closed) {
        // As it should be at the end.
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        while (true) {
          String head = readHead(in);
          byte[][] its = answers.get(Integer.parseInt(head.substring(5, head.indexOf(' ', 5))));
          out.write(its[ThreadLocalRandom.current().nextInt(VARIANTS)]);
        }
      } catch (EOFException | SocketException gone) {
        // The gateway has no more use for it.
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
