package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.time.Clock;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Samples of differences on their way to the store; what is secret never gets this far. */
public final class SampleBook {

  private static final int MOST_WAITING = 256;
  private static final int LONGEST = 500;
  private static final String REDACTED = "[redacted]";
  private static final String HEADER = "header:";

  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate");

  private static final Set<String> SECRET_WORDS =
      Set.of("token", "secret", "password", "passwd", "signature", "sig", "key", "code", "auth");

  private record Entry(EvidenceKey key, DifferenceSample sample) {}

  private final Clock clock;
  private final Queue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  public SampleBook(Clock clock) {
    this.clock = clock;
  }

  /** Takes a sample, unless too many wait already. */
  void add(Observation observation, AnswerPair pair, Difference difference) {
    AnswerPair.Asked asked = pair.asked();
    Route route = observation.route().route();
    Upstream legacy = route.legacy();
    Upstream target =
        route.target() instanceof Target.ToUpstream(Upstream upstream) ? upstream : null;
    var _ =
        waiting.offer(
            new Entry(
                observation.key(),
                new DifferenceSample(
                    difference.path(),
                    difference.kind(),
                    shown(difference.path(), difference.legacy()),
                    shown(difference.path(), difference.target()),
                    asked.method() + " " + withoutSecrets(asked.toLegacy()),
                    curl(asked, legacy, asked.toLegacy()),
                    curl(asked, target, asked.toTarget()),
                    clock.instant())));
  }

  private static boolean isSecret(String path) {
    String name = path.startsWith(HEADER) ? path.substring(HEADER.length()) : "";
    return SECRET_HEADERS.contains(name) || saysSecret(name);
  }

  private static @Nullable String shown(String path, @Nullable String value) {
    if (value == null) {
      return null;
    }
    if (isSecret(path)) {
      return REDACTED;
    }
    String its = path.equals(HEADER + Answer.LOCATION) ? withoutSecrets(value) : value;
    return its.length() <= LONGEST ? its : its.substring(0, LONGEST);
  }

  private static String curl(AnswerPair.Asked asked, @Nullable Upstream upstream, String path) {
    if (upstream == null) {
      return "";
    }
    String method = asked.method().equals("GET") ? "" : " -X " + quoted(asked.method());
    return "curl -i"
        + method
        + " -H "
        + quoted("Host: " + asked.host())
        + " "
        + quoted(upstream.urls().getFirst() + withoutSecrets(path));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Values of parameters whose names say that they are secret. */
  static String withoutSecrets(String pathAndQuery) {
    int query = pathAndQuery.indexOf('?');
    if (query < 0) {
      return pathAndQuery;
    }
    String[] parameters = pathAndQuery.substring(query + 1).split("&", -1);
    for (int i = 0; i < parameters.length; i++) {
      int equals = parameters[i].indexOf('=');
      if (equals > 0 && saysSecret(parameters[i].substring(0, equals))) {
        parameters[i] = parameters[i].substring(0, equals + 1) + REDACTED;
      }
    }
    return pathAndQuery.substring(0, query + 1) + String.join("&", parameters);
  }

  private static boolean saysSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRET_WORDS.stream().anyMatch(lower::contains);
  }

  /** Hands over what waits; what cannot be handed over is dropped. */
  void handOver(EvidenceStore store) {
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      store.keep(entry.key, entry.sample);
    }
  }
}
