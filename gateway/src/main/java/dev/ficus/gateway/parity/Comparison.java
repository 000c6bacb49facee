package dev.ficus.gateway.parity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares two answers to one request by a route's rules. Any thread may use it. */
public final class Comparison {

  private static final int MOST = 100;

  private final CompareRules rules;
  private final CompareRules.Node tree;
  private final List<String> headers;
  private final Decoding decoding;

  public Comparison(CompareRules rules, Decoding decoding) {
    this.rules = rules;
    this.decoding = decoding;
    tree = rules.compile();
    headers = rules.spec().headers().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** Names, in lower case, of headers that answers are to bring along. */
  public List<String> headers() {
    return headers;
  }

  /** What is different, each at its path; empty if nothing is. */
  public List<Difference> compare(Answer legacy, Answer target) {
    DifferenceList found = new DifferenceList(MOST);
    if (legacy.status() != target.status() && looksAt("status")) {
      found.add(
          new Difference.Value(
              "status", Integer.toString(legacy.status()), Integer.toString(target.status())));
    }
    header(found, Answer.CONTENT_TYPE, legacy.mediaType(), target.mediaType());
    header(
        found,
        Answer.LOCATION,
        Objects.requireNonNullElse(legacy.header(Answer.LOCATION), ""),
        Objects.requireNonNullElse(target.header(Answer.LOCATION), ""));
    for (String name : headers) {
      header(found, name, legacy.header(name), target.header(name));
    }
    if (looksAt("body")) {
      bodies(found, legacy, target);
    }
    return found.all();
  }

  private boolean looksAt(String what) {
    return !rules.spec().ignore().contains(what);
  }

  private void header(
      DifferenceList found, String name, @Nullable String legacy, @Nullable String target) {
    String path = "header:" + name;
    if (!Objects.equals(legacy, target) && looksAt(path)) {
      if (target == null || target.isEmpty()) {
        found.add(new Difference.Missing(path, legacy));
      } else if (legacy == null || legacy.isEmpty()) {
        found.add(new Difference.Extra(path, target));
      } else {
        found.add(new Difference.Value(path, legacy, target));
      }
    }
  }

  private void bodies(DifferenceList found, Answer legacy, Answer target) {
    byte[] a = decoding.decode(legacy);
    byte[] b = decoding.decode(target);
    if (a == null || b == null) {
      coded(found, legacy, target, a != null, b != null);
      return;
    }
    if (Arrays.equals(a, b)) {
      return;
    }
    boolean mayBeJson = legacy.saysJson() || target.saysJson();
    Json left = mayBeJson ? JsonText.parse(a) : null;
    Json right = left == null ? null : JsonText.parse(b);
    if (left != null && right != null) {
      new JsonComparison(found).compare(left, right, tree);
      return;
    }
    bytes(found, a, b);
  }

  /** A client cannot read what cannot be decoded, whatever the bytes would be without it. */
  private static void coded(
      DifferenceList found, Answer legacy, Answer target, boolean a, boolean b) {
    if (a || b) {
      found.add(new Difference.Value("body", readable(legacy, a), readable(target, b)));
    } else {
      bytes(found, legacy.body(), target.body());
    }
  }

  private static String readable(Answer answer, boolean decoded) {
    String coding = answer.header(Answer.CONTENT_ENCODING);
    return answer.body().length + " bytes" + (decoded ? "" : " that are not in " + coding);
  }

  private static void bytes(DifferenceList found, byte[] a, byte[] b) {
    int at = Arrays.mismatch(a, b);
    if (at >= 0) {
      found.add(
          new Difference.Value(
              "body",
              a.length + " bytes, other from byte " + at,
              b.length + " bytes, other from byte " + at));
    }
  }
}
