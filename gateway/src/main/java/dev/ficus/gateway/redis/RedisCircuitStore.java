package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.CircuitStore;
import dev.ficus.gateway.circuit.CircuitsUnavailableException;
import dev.ficus.gateway.circuit.ProbeLease;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.route.Weight;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The circuits as one Redis hash and a hash of calls for each, changed by one script. */
public final class RedisCircuitStore implements CircuitStore, AutoCloseable {

  /** How long a prober may be silent before somebody else takes over. */
  static final Duration LEASE = Duration.ofSeconds(2);

  private static final RedisScript SCRIPT = RedisScript.load("circuit.lua");
  private static final int BUCKETS = 10;

  /** The id of a Redis that has no circuits yet. */
  private static final String NONE_YET = "none";

  private final RedisLink link;
  private final RedisKeys keys;
  private final GuardedWrites writes;
  private final RedisSubscription subscription;
  private final SecureRandom random = new SecureRandom();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public RedisCircuitStore(RedisLink link, String fleet) {
    this.link = link;
    keys = new RedisKeys(fleet);
    writes = new GuardedWrites(link);
    subscription =
        new RedisSubscription(link, keys.circuitChanges(), () -> listeners.forEach(Runnable::run));
  }

  @Override
  public List<Answer> report(List<Report> reports) {
    if (reports.isEmpty()) {
      return List.of();
    }
    List<CircuitKey> circuits = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Report report : reports) {
      CircuitPolicy policy = report.policy();
      circuits.add(report.key());
      addCircuit(words, report.key(), policy, report.known());
      add(words, report.known().epoch(), report.counts().calls());
      add(words, report.counts().failures(), report.counts().slow());
      words.add(policy.declared().word());
      add(words, policy.minimumCalls(), rate(policy.failureRate()), policy.failures());
      add(words, policy.slowCall().isZero() ? -1 : rate(policy.slowRate()));
      add(words, policy.openFor().toMillis(), jitter(policy));
    }
    List<Object> said = run("report", circuits, words);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < circuits.size(); i++) {
      answers.add(answer(circuits.get(i), said, 2 + i * 5));
    }
    return answers;
  }

  private static void addCircuit(
      List<String> words, CircuitKey key, CircuitPolicy policy, CircuitState known) {
    long window = policy.window().toMillis();
    words.add(key.toString());
    words.add(CircuitDocuments.write(known));
    add(words, window, Math.max(1, window / BUCKETS), policy.openForMax().toMillis());
  }

  private static void add(List<String> words, long... numbers) {
    for (long number : numbers) {
      words.add(Long.toString(number));
    }
  }

  private static long rate(@Nullable Weight rate) {
    return rate == null ? -1 : rate.basisPoints();
  }

  private static long jitter(CircuitPolicy policy) {
    return ThreadLocalRandom.current().nextInt(policy.jitter().basisPoints() + 1);
  }

  @Override
  public Optional<Listing> load(String knownId) {
    return translated(
        () -> {
          if (!listeners.isEmpty()) {
            subscription.ensure();
          }
          // The id first: what changes in between is found the next time.
          String id =
              Objects.requireNonNullElse(
                  link.<@Nullable String>read(c -> c.hget(keys.circuits(), "#id")), NONE_YET);
          return id.equals(knownId) ? Optional.empty() : Optional.of(load(id, link.patience()));
        });
  }

  private Listing load(String id, Patience patience) {
    Map<String, String> fields = link.read(c -> c.hgetall(keys.circuits()));
    long now = link.clock().now(link, keys.circuits(), patience);
    Map<CircuitKey, CircuitState> circuits = HashMap.newHashMap(fields.size());
    fields.forEach(
        (field, json) -> {
          if (field.startsWith("c:")) {
            circuits.put(CircuitKey.parse(field.substring(2)), CircuitDocuments.read(json));
          }
        });
    return new Listing(id, now, circuits);
  }

  @Override
  public Leased acquire(CircuitKey key, CircuitPolicy policy, CircuitState known, String owner) {
    List<String> words = new ArrayList<>();
    addCircuit(words, key, policy, known);
    words.add(owner);
    add(words, LEASE.toMillis());
    words.add(policy.declared().word());
    // It may be used as late as that, and the interval counts from then.
    add(words, policy.openFor().plus(ProbeLease.UNUSED).toMillis());
    return leased(key, owner, run("acquire", List.of(key), words));
  }

  private static Leased leased(CircuitKey key, String owner, List<Object> said) {
    Answer answer = answer(key, said, 2);
    long token = (Long) said.get(7);
    Lease lease = token == 0 ? null : new Lease(key, owner, answer.state().epoch(), token);
    return new Leased(lease, answer);
  }

  @Override
  public Leased renew(Lease lease) {
    List<String> words = words(lease, CircuitPolicy.DEFAULT);
    add(words, LEASE.toMillis());
    return leased(lease.key(), lease.owner(), run("renew", List.of(lease.key()), words));
  }

  @Override
  public Answer release(Lease lease, CircuitPolicy policy, boolean reached) {
    List<String> words = words(lease, policy);
    add(words, reached ? policy.openFor().toMillis() : 0);
    return answer(lease.key(), run("release", List.of(lease.key()), words), 2);
  }

  @Override
  public Answer result(Lease lease, CircuitPolicy policy, boolean success) {
    List<String> words = words(lease, policy);
    words.add(success ? "1" : "0");
    add(words, policy.probes(), policy.openFor().toMillis(), jitter(policy));
    return answer(lease.key(), run("result", List.of(lease.key()), words), 2);
  }

  /** A lease is of no use to a Redis that has lost it, so nothing is said to be known. */
  private static List<String> words(Lease lease, CircuitPolicy policy) {
    List<String> words = new ArrayList<>();
    addCircuit(words, lease.key(), policy, CircuitState.INITIAL);
    words.add(lease.owner());
    add(words, lease.epoch(), lease.token());
    return words;
  }

  @Override
  public Answer setMode(
      CircuitKey key,
      CircuitPolicy policy,
      CircuitState known,
      CircuitMode mode,
      AuditEvent event) {
    List<String> words = new ArrayList<>();
    addCircuit(words, key, policy, known);
    words.add(mode == policy.declared() ? "" : mode.word());
    words.add(Documents.write(event));
    return answer(key, run("mode", List.of(key), words), 2);
  }

  private List<Object> run(String operation, List<CircuitKey> circuits, List<String> words) {
    List<String> names = new ArrayList<>(List.of(keys.circuits(), keys.audit()));
    circuits.forEach(key -> names.add(keys.calls(key)));
    byte[] id = new byte[8];
    random.nextBytes(id);
    List<String> arguments = new ArrayList<>();
    Collections.addAll(arguments, keys.circuitChanges(), HexFormat.of().formatHex(id), operation);
    arguments.addAll(words);
    return translated(() -> writes.run(SCRIPT, names, arguments));
  }

  private static Answer answer(CircuitKey key, List<Object> said, int from) {
    return new Answer(
        key,
        CircuitDocuments.read(String.valueOf(said.get(from))),
        new CallCounts(
            (Long) said.get(from + 1), (Long) said.get(from + 2), (Long) said.get(from + 3)),
        said.get(from + 4).equals(1L),
        (Long) said.get(1));
  }

  static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreUnavailableException e) {
      throw new CircuitsUnavailableException(String.valueOf(e.getMessage()), e.outcomeUnknown(), e);
    }
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    subscription.ensure();
  }

  /** Ends the listening; the link is its owner's to close. */
  @Override
  public void close() {
    subscription.close();
  }
}
