package dev.ficus.gateway.parity;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.GatesSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this instance observes of one route between two cutovers: how both sides answer, and whether
 * they answer alike. Any thread may use it; none waits.
 */
public final class Observation {

  private static final int SAMPLES_OF_A_PATH = 5;
  private static final int PATHS_WITH_SAMPLES = 50;
  private static final int LONGEST_BUILD = 100;
  private static final long SECOND = 1_000_000_000L;

  private final ActiveRoute route;
  private final ShadowSpec shadow;
  private final Comparison comparison;
  private final CopyCounts copies;

  /** What one copy may need: the request's body, and both answers'. */
  private final long reserve;

  private final boolean mirrors;
  private final boolean counts;

  /** Whether requests of all kinds are copied, and not only safe ones. */
  private final boolean copiesAllKinds;

  private final Map<String, AtomicInteger> samples = new ConcurrentHashMap<>();
  private final AtomicLong nextNoise = new AtomicLong(System.nanoTime());
  private final Counters counters;
  private final @Nullable String versionHeader;
  private final List<String> keptHeaders;
  private volatile @Nullable String newBuild;
  private volatile Set<String> noisy = Set.of();

  /**
   * @param copies under way for the route, whatever its stage
   */
  Observation(ActiveRoute route, Counters counters, Decoding decoding, CopyCounts copies) {
    this.route = route;
    this.counters = counters;
    this.copies = copies;
    Route its = route.route();
    shadow = its.shadow() == null ? ShadowSpec.DEFAULT : its.shadow();
    reserve = 3 * shadow.maxBody();
    comparison = new Comparison(new CompareRules(shadow.compare(), shadow.redact()), decoding);
    versionHeader =
        its.target() instanceof Target.ToUpstream(var upstream) && upstream.versionHeader() != null
            ? upstream.versionHeader().toLowerCase(Locale.ROOT)
            : null;
    keptHeaders =
        versionHeader == null
            ? comparison.headers()
            : Stream.concat(comparison.headers().stream(), Stream.of(versionHeader)).toList();
    mirrors = mirrors(route);
    counts = its.target() instanceof Target.ToUpstream && its.legacy() != null;
    Set<String> methods = its.match().methods();
    copiesAllKinds =
        shadow.writes() || !methods.isEmpty() && methods.stream().allMatch(its::isSafe);
  }

  /** Whether requests of a route are copied in its present stage. */
  static boolean mirrors(ActiveRoute route) {
    Route its = route.route();
    boolean configured = its.shadow() != null && !its.shadow().isOff();
    boolean twoSides = its.target() instanceof Target.ToUpstream && its.legacy() != null;
    return twoSides
        && switch (route.stage()) {
          case LEGACY, RETIRED -> false;
          case SHADOW -> its.shadow() == null || configured;
          case CANARY, LIVE -> configured;
        };
  }

  public ActiveRoute route() {
    return route;
  }

  public ShadowSpec shadow() {
    return shadow;
  }

  /** Names, in lower case, of headers that answers are to bring along. */
  public List<String> keptHeaders() {
    return keptHeaders;
  }

  // How both sides answer.

  /**
   * A call that a client waits for, or null if it is not counted. While the target gets nothing but
   * copies, only what can be copied is counted: both sides are to be measured by the same requests.
   */
  public @Nullable ObservedCall call(Side side, boolean safe) {
    boolean alike = route.stage() != Stage.SHADOW || isCopyable(safe);
    return counts && alike ? new ObservedCall(this, side) : null;
  }

  /**
   * A call that is a copy, or null if it is not counted. Where clients are sent to both sides their
   * calls are drawn by lot, and copies of some kinds of requests only would spoil that.
   */
  public @Nullable ObservedCall copy(Side side) {
    boolean alike = route.stage() == Stage.SHADOW || copiesAllKinds;
    return counts && alike ? new ObservedCall(this, side) : null;
  }

  private boolean isCopyable(boolean safe) {
    return safe || shadow.writes();
  }

  /**
   * Whether what is counted of legacy is how it answers all of its clients' requests, and so tells
   * what to expect of the target once that has them all.
   */
  boolean showsLegacyWhole() {
    return counts
        && switch (route.stage()) {
          case LEGACY, CANARY -> true;
          case SHADOW -> copiesAllKinds;
          case LIVE, RETIRED -> false;
        };
  }

  /** A side has answered after so long. */
  void answered(Side side, int status, long nanos) {
    if (status >= 500) {
      counters.failed(side);
    } else {
      counters.answered(side, nanos);
    }
  }

  /** A side has not answered. */
  void failed(Side side) {
    counters.failed(side);
  }

  // Copies.

  /**
   * Who is to get a copy of a request, or null. Whoever gets an upstream makes the copy, and tells
   * of its end.
   *
   * @param primary the side that answers the client
   */
  public @Nullable Upstream copyFor(Side primary, boolean safe) {
    if (!mirrors || !(safe || shadow.writes() && primary == Side.LEGACY) || !isDrawn(shadow)) {
      return null;
    }
    if (!copies.begin(shadow.maxConcurrent(), reserve)) {
      dropped(Drop.CONCURRENT);
      return null;
    }
    return upstream(primary.other());
  }

  /**
   * Whether legacy is to be asked once more, so that its noise is learned.
   *
   * @param copied whether the other side gets a copy
   */
  public @Nullable Upstream noiseFor(Side primary, boolean safe, boolean copied) {
    ShadowSpec.NoiseSpec noise = shadow.noise();
    boolean askedOnce = primary == Side.LEGACY || copied;
    if (!mirrors || noise == null || !safe || !askedOnce) {
      return null;
    }
    if (noise.sample().basisPoints() <= ThreadLocalRandom.current().nextInt(10_000)
        || !isNoiseDue(noise.maxPerSecond())
        || !copies.begin(shadow.maxConcurrent(), reserve)) {
      return null;
    }
    return upstream(Side.LEGACY);
  }

  private boolean isNoiseDue(double perSecond) {
    if (perSecond <= 0) {
      return true;
    }
    long now = System.nanoTime();
    long due = nextNoise.get();
    long next = Math.max(due, now - SECOND) + (long) (SECOND / perSecond);
    return now - due >= 0 && nextNoise.compareAndSet(due, next);
  }

  private static boolean isDrawn(ShadowSpec shadow) {
    int share = shadow.sample().basisPoints();
    return share >= 10_000 || ThreadLocalRandom.current().nextInt(10_000) < share;
  }

  private Upstream upstream(Side side) {
    Upstream its =
        side == Side.LEGACY
            ? route.route().legacy()
            : route.route().target() instanceof Target.ToUpstream(var upstream) ? upstream : null;
    if (its == null) {
      throw new IllegalStateException(route.route().id() + " has no " + side.word());
    }
    return its;
  }

  /** A copy has come to nothing, by the fault of whoever was to answer it. */
  public void copyFailed() {
    copies.fail(reserve);
  }

  /** A copy has ended otherwise. */
  public void copyEnded() {
    copies.end(reserve);
  }

  /** A copy came to nothing. */
  public void dropped(Drop why) {
    counters.count(EvidenceFields.dropped(why.word()));
    copies.drop(why);
  }

  // What came of copies.

  /** Compares a pair and counts what is found; for the threads that compare. */
  List<Difference> compare(AnswerPair pair) {
    String build = versionHeader == null ? null : pair.target().header(versionHeader);
    if (!pair.isOfNoise() && isOtherBuild(build)) {
      dropped(Drop.OTHER_BUILD);
      return List.of();
    }
    List<Difference> differences = comparison.compare(pair.legacy(), pair.target());
    Counters into = counters;
    if (pair.isOfNoise()) {
      into.count(EvidenceFields.NOISE_COMPARED);
      paths(differences).forEach(path -> into.count(EvidenceFields.noisePath(path)));
      return List.of();
    }
    into.count(EvidenceFields.COMPARED);
    if (differences.isEmpty()) {
      copies.compared(true);
      return differences;
    }
    Set<String> paths = paths(differences);
    paths.forEach(path -> into.count(EvidenceFields.path(path)));
    Set<String> unexplained = new HashSet<>(paths);
    unexplained.removeAll(noisy);
    copies.compared(unexplained.isEmpty());
    if (!unexplained.isEmpty()) {
      into.count(EvidenceFields.kind(unexplained));
    }
    return differences.stream()
        .filter(difference -> unexplained.contains(EvidenceFields.clean(difference.path())))
        .toList();
  }

  /** The name, in lower case, of the header by which the target names its build, or null. */
  public @Nullable String versionHeader() {
    return versionHeader;
  }

  /** Evidence is about one build; that of another begins once the fleet knows of it. */
  boolean isOtherBuild(@Nullable String named) {
    String build = named == null || named.length() <= LONGEST_BUILD ? named : named.substring(0, LONGEST_BUILD);
    if (build == null || build.equals(counters.key().build())) {
      return false;
    }
    newBuild = build;
    return true;
  }

  /** A build of the target that the evidence is not about, or null. */
  @Nullable String newBuild() {
    return newBuild;
  }

  /**
   * One side has answered and the other has not, or with a body that cannot be alike, which is a
   * difference like any other.
   */
  List<Difference> unanswered(AnswerPair pair, String failure) {
    String path = pair.failedAt();
    Answer primary = pair.shadowSide() == Side.TARGET ? pair.legacy() : pair.target();
    boolean ofBody = path.equals("body");
    String one = ofBody ? primary.body().length + " bytes" : Integer.toString(primary.status());
    String other = ofBody ? failure : "no answer (" + failure + ")";
    Difference difference =
        pair.shadowSide() == Side.TARGET
            ? new Difference.Value(path, one, other)
            : new Difference.Value(path, other, one);
    Counters into = counters;
    into.count(EvidenceFields.COMPARED);
    into.count(EvidenceFields.path(path));
    into.count(EvidenceFields.kind(Set.of(path)));
    copies.unanswered();
    return List.of(difference);
  }

  private static Set<String> paths(List<Difference> differences) {
    return differences.stream()
        .map(difference -> EvidenceFields.clean(difference.path()))
        .collect(Collectors.toSet());
  }

  /** Whether another sample of this path is worth keeping. */
  boolean wantsSample(String path) {
    AtomicInteger kept = samples.get(path);
    if (kept == null) {
      if (samples.size() >= PATHS_WITH_SAMPLES) {
        return false;
      }
      kept = samples.computeIfAbsent(path, _ -> new AtomicInteger());
    }
    return kept.get() < SAMPLES_OF_A_PATH && kept.incrementAndGet() <= SAMPLES_OF_A_PATH;
  }

  EvidenceKey key() {
    return counters.key();
  }

  Counters counters() {
    return counters;
  }

  /** Whether somebody judges by it. */
  boolean isGated() {
    GatesSpec gates = route.route().gates();
    return gates != null && !gates.limits().isEmpty();
  }

  boolean learnsNoise() {
    return mirrors && shadow.noise() != null;
  }

  void noisy(Set<String> paths) {
    noisy = Set.copyOf(paths);
  }

  /** Whether clients are sent to the target now. */
  boolean sendsToTarget() {
    return route.stage().compareTo(Stage.CANARY) >= 0;
  }

  /** Whether clients, and not only copies of what they ask, are sent to a side now. */
  public boolean sendsClientsTo(Side side) {
    return side == Side.TARGET ? sendsToTarget() : route.stage().compareTo(Stage.LIVE) < 0;
  }

  /** Whether its requests are copied at all in the stages that copy. */
  public boolean isMirrored() {
    return mirrors;
  }
}
