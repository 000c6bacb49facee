package dev.ficus.gateway.parity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two JSON values as trees. Numbers are equal by value, members whatever their order, and
 * an absent member is not a null one.
 */
final class JsonComparison {

  /** Beyond it items of an unordered array are paired as they stand. */
  private static final int MOST_PAIRED = 48;

  private static final int SHOWN = 200;
  private static final String REDACTED = "[redacted]";

  private final DifferenceList found;

  JsonComparison(DifferenceList found) {
    this.found = found;
  }

  /** Where in a document something stands. */
  private record Place(@Nullable Place above, String segment) {

    static final Place ROOT = new Place(null, "");

    Place member(String name) {
      return new Place(this, name.replace("~", "~0").replace("/", "~1"));
    }

    Place item() {
      return new Place(this, "*");
    }

    String pointer() {
      return above == null ? "" : above.pointer() + "/" + segment;
    }

    String shown() {
      return above == null ? "body" : pointer();
    }
  }

  void compare(Json legacy, Json target, CompareRules.Node rules) {
    compare(legacy, target, rules, Place.ROOT, false);
  }

  private void compare(
      Json legacy, Json target, CompareRules.Node rules, Place place, boolean redacted) {
    if (rules.isIgnored() || found.isFull()) {
      return;
    }
    boolean hide = redacted || rules.isRedacted();
    switch (legacy) {
      case Json.Obj a when target instanceof Json.Obj b -> objects(a, b, rules, place, hide);
      case Json.Arr a when target instanceof Json.Arr b -> arrays(a, b, rules, place, hide);
      case Json.Num a when target instanceof Json.Num b -> {
        if (!JsonEquality.sameNumber(a, b, rules.tolerance())) {
          found.add(new Difference.Value(place.shown(), show(a, hide, rules), show(b, hide, rules)));
        }
      }
      default -> {
        if (!legacy.kind().equals(target.kind())) {
          found.add(
              new Difference.Type(
                  place.shown(),
                  legacy.kind() + " " + show(legacy, hide, rules),
                  target.kind() + " " + show(target, hide, rules)));
        } else if (!legacy.equals(target)) {
          found.add(new Difference.Value(place.shown(), show(legacy, hide, rules), show(target, hide, rules)));
        }
      }
    }
  }

  private static String show(Json value, boolean hide, CompareRules.Node rules) {
    return hide ? REDACTED : redacted(value, rules).show(SHOWN);
  }

  /** A value without what is not to be shown of it. */
  private static Json redacted(Json value, CompareRules.Node rules) {
    if (rules.isRedacted()) {
      return new Json.Str(REDACTED);
    }
    if (!rules.redactsBelow()) {
      return value;
    }
    return switch (value) {
      case Json.Obj(List<Json.Member> members) ->
          new Json.Obj(
              members.stream()
                  .map(
                      its ->
                          new Json.Member(
                              its.name(), redacted(its.value(), rules.child(its.name()))))
                  .toList());
      case Json.Arr(List<Json> items) ->
          new Json.Arr(
              IntStream.range(0, items.size())
                  .mapToObj(i -> redacted(items.get(i), rules.child(i)))
                  .toList());
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> value;
    };
  }

  private void objects(
      Json.Obj legacy, Json.Obj target, CompareRules.Node rules, Place place, boolean hide) {
    if (JsonEquality.haveSameNames(legacy.members(), target.members())) {
      for (int i = 0; i < legacy.members().size(); i++) {
        String name = legacy.members().get(i).name();
        compare(
            legacy.members().get(i).value(),
            target.members().get(i).value(),
            rules.child(name),
            place.member(name),
            hide);
      }
      return;
    }
    Map<String, Deque<Json>> others = new LinkedHashMap<>();
    for (Json.Member member : target.members()) {
      others.computeIfAbsent(member.name(), _ -> new ArrayDeque<>()).add(member.value());
    }
    for (Json.Member member : legacy.members()) {
      CompareRules.Node below = rules.child(member.name());
      Deque<Json> its = others.get(member.name());
      Json other = its == null ? null : its.poll();
      Place there = place.member(member.name());
      if (other != null) {
        compare(member.value(), other, below, there, hide);
      } else if (!below.isIgnored()) {
        boolean hidden = hide || below.isRedacted();
        found.add(new Difference.Missing(there.shown(), show(member.value(), hidden, below)));
      }
    }
    others.forEach(
        (name, left) -> {
          CompareRules.Node below = rules.child(name);
          for (Json value : left) {
            if (!below.isIgnored()) {
              boolean hidden = hide || below.isRedacted();
              found.add(new Difference.Extra(place.member(name).shown(), show(value, hidden, below)));
            }
          }
        });
  }

  private void arrays(
      Json.Arr legacy, Json.Arr target, CompareRules.Node rules, Place place, boolean hide) {
    List<Json> a = legacy.items();
    List<Json> b = target.items();
    if (a.size() != b.size()) {
      found.add(new Difference.Length(place.shown(), a.size() + " items", b.size() + " items"));
    }
    if (rules.isUnordered()) {
      unordered(a, b, rules, place, hide);
    } else {
      ordered(legacy, target, rules, place, hide);
    }
  }

  private void ordered(
      Json.Arr legacy, Json.Arr target, CompareRules.Node rules, Place place, boolean hide) {
    List<Json> a = legacy.items();
    List<Json> b = target.items();
    int from = 0;
    int most = Math.min(a.size(), b.size());
    while (from < most && JsonEquality.same(a.get(from), b.get(from), rules.child(from))) {
      from++;
    }
    int back = 0;
    while (back < most - from
        && JsonEquality.same(
            a.get(a.size() - 1 - back),
            b.get(b.size() - 1 - back),
            rules.child(a.size() - 1 - back))) {
      back++;
    }
    boolean several = most - back - from > 1;
    if (a.size() == b.size() && several && isReordered(a, b, from, a.size() - back, rules)) {
      found.add(new Difference.Order(place.shown(), show(legacy, hide, rules), show(target, hide, rules)));
      return;
    }
    for (int i = from; i < most - back; i++) {
      compare(a.get(i), b.get(i), rules.child(i), place.item(), hide);
    }
  }

  private static boolean isReordered(
      List<Json> a, List<Json> b, int from, int end, CompareRules.Node rules) {
    Map<Object, Integer> counts = new HashMap<>();
    for (int i = from; i < end; i++) {
      counts.merge(Canonical.of(a.get(i), rules.child(i)), 1, Integer::sum);
      counts.merge(Canonical.of(b.get(i), rules.child(i)), -1, Integer::sum);
    }
    return counts.values().stream().allMatch(count -> count == 0);
  }

  /** Pairs what is equal first, then what is least unlike. */
  private void unordered(
      List<Json> a, List<Json> b, CompareRules.Node rules, Place place, boolean hide) {
    CompareRules.Node below = rules.child("*");
    Map<Object, Deque<Json>> equals = new HashMap<>();
    for (Json item : b) {
      equals.computeIfAbsent(Canonical.of(item, below), _ -> new ArrayDeque<>()).add(item);
    }
    List<Json> left = new ArrayList<>();
    for (Json item : a) {
      Deque<Json> its = equals.get(Canonical.of(item, below));
      if (its == null || its.poll() == null) {
        left.add(item);
      }
    }
    List<Json> right = new ArrayList<>();
    equals.values().forEach(right::addAll);
    for (Json item : left) {
      if (right.isEmpty()) {
        return;
      }
      Json closest =
          right.size() > MOST_PAIRED
              ? right.getFirst()
              : right.stream()
                  .min(Comparator.comparingInt(other -> distance(item, other, below)))
                  .orElseThrow();
      right.remove(closest);
      compare(item, closest, below, place.item(), hide);
    }
  }

  private static int distance(Json a, Json b, CompareRules.Node rules) {
    DifferenceList apart = new DifferenceList(16);
    new JsonComparison(apart).compare(a, b, rules);
    return apart.size();
  }
}
