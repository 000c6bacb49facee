package dev.ficus.gateway.parity;

import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.GateReport.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A measured condition with its limit.
 *
 * <p>It passes if what was measured is within the limit even at the upper bound of a one-sided 99 %
 * interval: that is for looking once. It fails if a confidence sequence, which holds however often
 * one looks, is beyond the limit as a whole.
 */
public sealed interface Gate {

  /** How often a gate may fail at all times together, while in truth it is within its limit. */
  double ALPHA = 0.01;

  /** As in the file. */
  String name();

  /** As in the file. */
  String limit();

  /** What it says of this evidence, with a z for the bound to be within. */
  Judgement judge(Evidence evidence, double z);

  /**
   * What a gate says.
   *
   * @param message what was measured, and what is missing
   * @param missing how many samples, at the least, would settle it; zero if none or unknown
   */
  record Judgement(Verdict verdict, String message, long missing) {}

  /** Whether its measure is about answers that were compared, and not about calls. */
  default boolean isOfParity() {
    return this instanceof MismatchRate;
  }

  default GateReport report(Evidence evidence, double z) {
    Judgement its = judge(evidence, z);
    return new GateReport(name(), limit(), its.verdict(), its.message());
  }

  /** All gates of a route. */
  static List<Gate> of(Map<String, String> limits) {
    return limits.entrySet().stream()
        .filter(limit -> !limit.getKey().equals("window"))
        .map(limit -> of(limit.getKey(), limit.getValue()))
        .toList();
  }

  private static Gate of(String name, String limit) {
    return switch (name) {
      case "mismatchRate" -> new MismatchRate(limit, number(limit, "%") / 100);
      case "errorRateIncrease" -> new ErrorRateIncrease(limit, number(limit, "pp") / 100);
      case "p95Ratio" -> new P95Ratio(limit, number(limit, ""));
      default -> throw new IllegalArgumentException("unknown gate '" + name + "'");
    };
  }

  private static double number(String text, String unit) {
    return Double.parseDouble(text.replace(unit, "").strip());
  }

  /** How often answers differ. */
  record MismatchRate(String limit, double most) implements Gate {

    private static final int SHOWN = 3;

    @Override
    public String name() {
      return "mismatchRate";
    }

    @Override
    public Judgement judge(Evidence evidence, double z) {
      Proportion mismatches = evidence.mismatches();
      if (mismatches.of() == 0) {
        return new Judgement(Verdict.INCONCLUSIVE, "nothing compared yet", needed(z));
      }
      String measured =
          String.format(
              Locale.ROOT,
              "%s mismatches in %s compared answers (%s)",
              count(mismatches.hits()),
              count(mismatches.of()),
              percent(mismatches.rate()));
      long learning = evidence.noise().missing();
      if (learning > 0) {
        return new Judgement(
            Verdict.INCONCLUSIVE,
            measured + "; noise is still being learned, " + learning + " more samples of it needed",
            0);
      }
      if (mismatches.isAlwaysAbove(most, ALPHA)) {
        return new Judgement(Verdict.FAIL, measured + " " + where(evidence), 0);
      }
      double upper = mismatches.upper(z);
      if (upper <= most) {
        return new Judgement(
            Verdict.PASS, measured + ", with 99 % confidence at most " + percent(upper), 0);
      }
      long missing = missing(mismatches, z);
      return new Judgement(
          Verdict.INCONCLUSIVE,
          measured
              + ", with 99 % confidence at most "
              + percent(upper)
              + (missing < 0
                  ? "; at this rate more samples will not prove the limit " + where(evidence)
                  : "; " + waiting(missing, evidence.comparedPerSecond())),
          Math.max(missing, 0));
    }

    private long needed(double z) {
      return most == 0 ? 0 : Proportion.neededFor(most, z);
    }

    /** How many more, all of them equal, would do; negative if it is beyond the limit now. */
    private long missing(Proportion now, double z) {
      if (most == 0 || now.rate() > most) {
        return -1;
      }
      long low = now.of();
      long high = Math.max(2 * low, 2 * needed(z));
      while (new Proportion(now.hits(), high).upper(z) > most) {
        high *= 2;
      }
      while (low + 1 < high) {
        long middle = (low + high) / 2;
        if (new Proportion(now.hits(), middle).upper(z) > most) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high - now.of();
    }

    private static String where(Evidence evidence) {
      List<Map.Entry<String, Long>> paths = evidence.mismatchedPaths();
      return paths.isEmpty()
          ? ""
          : paths.stream()
              .limit(SHOWN)
              .map(path -> path.getKey() + " ×" + count(path.getValue()))
              .collect(Collectors.joining(", ", "at ", paths.size() > SHOWN ? ", …" : ""));
    }
  }

  /** How much more often the target fails than legacy does, as a share of all calls. */
  record ErrorRateIncrease(String limit, double most) implements Gate {
    @Override
    public String name() {
      return "errorRateIncrease";
    }

    @Override
    public Judgement judge(Evidence evidence, double z) {
      Proportion legacy = evidence.legacy().errorRate();
      Proportion target = evidence.target().errorRate();
      if (legacy.of() == 0 || target.of() == 0) {
        return new Judgement(
            Verdict.INCONCLUSIVE,
            (target.of() == 0 ? "the target" : "legacy") + " has not been called yet",
            0);
      }
      String measured =
          String.format(
              Locale.ROOT,
              "target failed %s of %s calls (%s), legacy %s of %s (%s)",
              count(target.hits()),
              count(target.of()),
              percent(target.rate()),
              count(legacy.hits()),
              count(legacy.of()),
              percent(legacy.rate()));
      // The wider intervals for all times can only lie apart where those for one look do.
      if (target.lowerExcessOver(legacy, Proportion.Z99) > most
          && target.alwaysAbove(ALPHA / 2) - legacy.alwaysBelow(ALPHA / 2) > most) {
        return new Judgement(Verdict.FAIL, measured, 0);
      }
      // Newcombe's bound falls a little short of its level where rates are small: 99.5 % make 99 %.
      double surer = z + Proportion.Z995 - Proportion.Z99;
      double upper = target.upperExcessOver(legacy, surer);
      if (upper <= most) {
        return new Judgement(
            Verdict.PASS,
            measured + ", with 99 % confidence at most " + points(upper) + " more",
            0);
      }
      long missing = missing(target, legacy, surer);
      return new Judgement(
          Verdict.INCONCLUSIVE,
          measured
              + ", with 99 % confidence at most "
              + points(upper)
              + " more"
              + (missing < 0
                  ? "; at these rates more calls will not prove the limit"
                  : "; " + waiting(missing, evidence.perSecond(target.of()))),
          Math.max(missing, 0));
    }

    /** How many more calls of the target would do if the rates stay; negative if none would. */
    private long missing(Proportion target, Proportion legacy, double z) {
      for (long times = 2; times <= 1L << 20; times *= 2) {
        Proportion more = new Proportion(target.hits() * times, target.of() * times);
        Proportion others = new Proportion(legacy.hits() * times, legacy.of() * times);
        if (more.upperExcessOver(others, z) <= most) {
          return target.of() * (times - 1);
        }
      }
      return -1;
    }
  }

  /** How much slower the target's 95th percentile is than legacy's. */
  record P95Ratio(String limit, double most) implements Gate {

    private static final double SHARE = 0.95;

    /** With fewer answers a bound of the 95th percentile is not to be had. */
    private static final long ENOUGH = 200;

    @Override
    public String name() {
      return "p95Ratio";
    }

    @Override
    public Judgement judge(Evidence evidence, double z) {
      Latencies legacy = evidence.legacy().latencies();
      Latencies target = evidence.target().latencies();
      long fewest = Math.min(legacy.count(), target.count());
      String measured =
          String.format(
              Locale.ROOT,
              "95 %% of the target's answers within %.1f ms (%s), of legacy's within %.1f ms (%s)",
              target.quantile(SHARE),
              count(target.count()),
              legacy.quantile(SHARE),
              count(legacy.count()));
      if (fewest == 0) {
        return new Judgement(Verdict.INCONCLUSIVE, "not both sides have answered yet", ENOUGH);
      }
      double slowLegacy = legacy.quantileAlwaysBelow(SHARE, ALPHA / 2);
      if (target.quantileAlwaysAbove(SHARE, ALPHA / 2) > most * slowLegacy) {
        return new Judgement(Verdict.FAIL, measured, 0);
      }
      // Each bound at 99.5 %, so that both hold at 99 %.
      double extra = Proportion.Z995 - Proportion.Z99;
      double upper = target.upperQuantile(SHARE, z + extra);
      double lower = legacy.lowerQuantile(SHARE, z + extra);
      if (lower > 0 && upper <= most * lower) {
        return new Judgement(
            Verdict.PASS,
            String.format(
                Locale.ROOT, "%s, with 99 %% confidence at most ×%.2f", measured, upper / lower),
            0);
      }
      long missing = Math.max(0, ENOUGH - fewest);
      double perSecond = evidence.perSecond(fewest);
      return new Judgement(
          Verdict.INCONCLUSIVE,
          missing > 0
              ? measured + "; " + waiting(missing, perSecond)
              : measured + "; not certain enough yet, more answers needed",
          missing);
    }
  }

  private static String waiting(long missing, double perSecond) {
    String samples = count(missing) + " more samples needed";
    if (perSecond <= 0) {
      return samples;
    }
    Duration time = Duration.ofSeconds((long) Math.ceil(missing / perSecond));
    return samples + ", about " + show(time) + " at the present rate";
  }

  private static String show(Duration time) {
    if (time.toSeconds() < 90) {
      return time.toSeconds() + " s";
    }
    return time.toMinutes() < 90 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, rate < 0.001 && rate > 0 ? "%.3f %%" : "%.2f %%", 100 * rate);
  }

  private static String points(double rate) {
    return String.format(Locale.ROOT, "%.2f pp", 100 * rate);
  }
}
