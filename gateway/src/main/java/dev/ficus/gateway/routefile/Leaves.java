package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.ClientRule;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.route.Weight;
import dev.ficus.gateway.routefile.Yaml.Kind;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of value that route files know, each with what it looks like. */
final class Leaves {

  private Leaves() {}

  private static final Set<Kind> TEXTS = Set.of(Kind.TEXT);
  private static final Set<Kind> TEXT_OR_NUMBER = Set.of(Kind.TEXT, Kind.INTEGER, Kind.NUMBER);

  private static final Pattern DURATIONS = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern SIZES = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)?");
  private static final Pattern RATES = Pattern.compile("[0-9]{1,9}/(s|m|h)");
  private static final Pattern METHODS = Pattern.compile("[A-Z][A-Z0-9_-]*(,[A-Z][A-Z0-9_-]*)*");
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Whatever is not empty, and no line of its own. */
  static final Leaf<String> TEXT = Leaf.of("text", Shape.ANY_TEXT, text -> text);

  static final Leaf<String> NAME =
      Leaf.matching(
          "a name of letters, digits, '.', '_' and '-', in quotes if it is a number",
          "[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /** Kept in the fleet's state and shown everywhere. */
  static final Leaf<String> ID = NAME.asLiteral();

  static final Leaf<String> UPSTREAM_NAME =
      Leaf.matching(
          "an upstream's name, of letters, digits, '.', '_' and '-', and not 'none'",
          "(?!none$)[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  static final Leaf<String> HOST_POLICY =
      Leaf.matching(
          "preserve, upstream or a host name",
          "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?");

  static final Leaf<String> HEADER_NAME =
      Leaf.matching("a header name", "[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  static final Leaf<String> HEADER_VALUE =
      Leaf.of(
          "a header value without control characters",
          Shape.ANY_TEXT,
          text -> {
            if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
              throw wrong(text, "a header value without control characters");
            }
            return text;
          });

  static final Leaf<Boolean> FLAG =
      Leaf.of(
          "true or false",
          Set.of(Kind.BOOLEAN),
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(text, "true or false");
              });

  static final Leaf<Integer> ANY_INTEGER = integer(-1_000_000, 1_000_000);
  static final Leaf<Integer> COUNT = integer(1, 1_000_000_000);
  static final Leaf<Integer> COUNT_OR_NONE = integer(0, 1_000_000_000);
  static final Leaf<Integer> STATUS = integer(200, 599);
  static final Leaf<Integer> ERROR_STATUS = integer(400, 599);

  static final Leaf<BigDecimal> NUMBER =
      Leaf.of(
          "a number that is not negative",
          Set.of(Kind.INTEGER, Kind.NUMBER),
          text -> {
            try {
              BigDecimal number =
                  text.length() > 20 ? BigDecimal.TEN.negate() : new BigDecimal(text);
              if (number.signum() >= 0) {
                return number;
              }
            } catch (NumberFormatException e) {
              throw wrong(text, "a number that is not negative");
            }
            throw wrong(text, "a number that is not negative");
          });

  /** Zero is off. */
  static final Leaf<Duration> DURATION =
      Leaf.of("a duration such as 500ms, 2s, 10m or 1h, or off", TEXTS, Leaves::duration);

  /** In bytes; zero is off. */
  static final Leaf<Long> SIZE =
      Leaf.of("a size such as 256KiB, 1MiB or 2GiB, or off", TEXT_OR_NUMBER, Leaves::size);

  static final Leaf<String> RATE =
      Leaf.of(
          "a rate such as 50/s or 100/m, or off",
          TEXTS,
          text -> {
            if (!text.equals("off") && !RATES.matcher(text).matches()) {
              throw wrong(text, "a rate such as 50/s or 100/m, or off");
            }
            return text;
          });

  static final Leaf<Weight> PERCENT =
      Leaf.of(
          "a percentage from 0% to 100% in steps of 0.01%, such as 10%",
          TEXT_OR_NUMBER, Weight::parse);

  static final Leaf<String> POINTS =
      Leaf.matching(
          "percentage points such as 0.5pp", "(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]{1,4})?)\\s?pp");

  static final Leaf<Stage> STAGE =
      words(
          Arrays.stream(Stage.values()).map(Stage::word).toList(), w -> Stage.of(w).orElseThrow());

  static final Leaf<PlanSpec.Step> STEP =
      Leaf.of("shadow, a percentage such as 10%, live or retired", TEXTS, PlanSpec.Step::parse);

  static final Leaf<Listener> LISTENER =
      Leaf.word(
          List.of("public", "internal"), text -> Listener.valueOf(text.toUpperCase(Locale.ROOT)));
  static final Leaf<FallbackSpec.Mode> FALLBACK_MODE = enumWords(FallbackSpec.Mode.class);

  static final Leaf<HostPattern> HOST =
      Leaf.of("a host name, *.DOMAIN or NAME.*", TEXTS, HostPattern::new);

  static final Leaf<StickyKey> STICKY_KEY =
      Leaf.of(
          "header:NAME, cookie:NAME, path:VARIABLE, client-ip or assigned-cookie",
          TEXTS,
          StickyKey::parse);

  static final Leaf<ClientRule> CLIENT_RULE =
      Leaf.of("header:NAME=VALUE or cookie:NAME=VALUE", TEXTS, ClientRule::parse);

  static final Leaf<PathPattern> PATH_PATTERN =
      Leaf.of("a path that begins with /, such as /api/orders/{id}", TEXTS, PathPattern::parse);

  static final Leaf<String> PATH = Leaf.matching("a path that begins with /", "/\\S*");

  static final Leaf<String> POINTER =
      Leaf.matching("a JSON pointer such as /items/0/price", "(/([^~]|~[01])*)?");

  /** Where answers can differ. */
  static final Leaf<String> DIFFERENCE =
      Leaf.matching(
          "a JSON pointer such as /items/*/price, status, body or header:NAME",
          "(/([^~]|~[01])*)?|status|body|header:[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  static final Leaf<Boolean> ON_OR_OFF = words(List.of("on", "off"), word -> word.equals("on"));

  static final Leaf<Set<String>> METHOD_LIST =
      Leaf.of("methods such as GET or GET,POST", TEXTS, Leaves::methods);

  /** {@code GET,POST /path}: methods, none for any, and the path. */
  record ShortMatch(Set<String> methods, PathPattern path) {}

  static final Leaf<ShortMatch> SHORT_MATCH_FORM =
      Leaf.of("METHOD /path or /path, such as GET /api/orders/{id}", TEXTS, Leaves::shortMatch);

  static final Leaf<URI> URL =
      Leaf.of("http:// or https://, a host, a port and no path", TEXTS, Leaves::url);

  static <T> Leaf<T> words(List<String> words, Function<String, T> parser) {
    return Leaf.word(words, parser);
  }

  static <E extends Enum<E>> Leaf<E> enumWords(Class<E> type) {
    List<String> words =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return Leaf.word(words, word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
  }

  /** A rate's number in a second; zero is off. */
  static double perSecond(String rate) {
    if (rate.equals("off")) {
      return 0;
    }
    int slash = rate.indexOf('/');
    double number = Double.parseDouble(rate.substring(0, slash));
    return switch (rate.charAt(slash + 1)) {
      case 's' -> number;
      case 'm' -> number / 60;
      default -> number / 3600;
    };
  }

  static Leaf<String> words(String... words) {
    return Leaf.word(List.of(words), word -> word);
  }

  private static Leaf<Integer> integer(int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    return Leaf.of(
        expected,
        Set.of(Kind.INTEGER),
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException e) {
            throw wrong(text, expected);
          }
          throw wrong(text, expected);
        });
  }

  private static Duration duration(String text) {
    if (text.equals("off")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATIONS.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text, "a duration such as 500ms, 2s, 10m or 1h, or off");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw wrong(text, "a duration of at most a year");
    }
    return duration;
  }

  private static Long size(String text) {
    if (text.equals("off")) {
      return 0L;
    }
    Matcher matcher = SIZES.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text, "a size such as 256KiB, 1MiB or 2GiB, or off");
    }
    long unit =
        switch (matcher.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case null, default -> 1L;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }

  static Set<String> methods(String text) {
    if (!METHODS.matcher(text).matches()) {
      throw wrong(text, "methods in upper case, such as GET or GET,POST");
    }
    return Set.copyOf(List.of(text.split(",", -1)));
  }

  private static ShortMatch shortMatch(String text) {
    if (text.startsWith("/")) {
      return new ShortMatch(Set.of(), PathPattern.parse(text));
    }
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String path = text.substring(end).stripLeading();
    if (!path.startsWith("/")) {
      throw wrong(text, "METHOD /path or /path, such as GET /api/orders/{id}");
    }
    return new ShortMatch(methods(text.substring(0, end)), PathPattern.parse(path));
  }

  private static URI url(String text) {
    String expected = "http:// or https://, a host, a port and no path";
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      boolean web = "http".equals(scheme) || "https".equals(scheme);
      String path = uri.getRawPath();
      boolean bare = path == null || path.isEmpty() || path.equals("/");
      boolean nothingElse =
          uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
      if (web && uri.getHost() != null && uri.getPort() != 0 && bare && nothingElse) {
        return new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null);
      }
    } catch (URISyntaxException e) {
      throw wrong(text, expected);
    }
    throw wrong(text, expected);
  }

  static IllegalArgumentException wrong(String text, String expected) {
    return new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
  }
}
