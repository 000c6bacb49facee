package dev.ficus.gateway.parity;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a comparison would find nothing. It looks at each value once, however deep it lies, where
 * to compare and count would look at it again for each array around it.
 */
final class JsonEquality {

  private JsonEquality() {}

  static boolean same(Json a, Json b, CompareRules.Node rules) {
    if (rules.isIgnored()) {
      return true;
    }
    return switch (a) {
      case Json.Num x -> b instanceof Json.Num y && sameNumber(x, y, rules.tolerance());
      case Json.Arr x -> b instanceof Json.Arr y && sameItems(x, y, rules);
      case Json.Obj x -> b instanceof Json.Obj y && sameMembers(x.members(), y.members(), rules);
      case Json.Str _, Json.Bool _, Json.Null _ -> a.equals(b);
    };
  }

  static boolean sameNumber(Json.Num a, Json.Num b, @Nullable BigDecimal tolerance) {
    if (a.text().equals(b.text())) {
      return true;
    }
    BigDecimal x = a.value();
    BigDecimal y = b.value();
    if (x == null || y == null) {
      return false;
    }
    return tolerance == null ? x.compareTo(y) == 0 : x.subtract(y).abs().compareTo(tolerance) <= 0;
  }

  private static boolean sameItems(Json.Arr a, Json.Arr b, CompareRules.Node rules) {
    List<Json> left = a.items();
    List<Json> right = b.items();
    if (left.size() != right.size()) {
      return false;
    }
    if (rules.isUnordered()) {
      // Rules end somewhere, so this is done anew but for a few arrays around each other.
      DifferenceList apart = new DifferenceList(1);
      new JsonComparison(apart).compare(a, b, rules);
      return apart.size() == 0;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i), rules.child(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameMembers(
      List<Json.Member> a, List<Json.Member> b, CompareRules.Node rules) {
    if (haveSameNames(a, b)) {
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i).value(), b.get(i).value(), rules.child(a.get(i).name()))) {
          return false;
        }
      }
      return true;
    }
    Map<String, Deque<Json>> others = new HashMap<>();
    for (Json.Member member : b) {
      others.computeIfAbsent(member.name(), _ -> new ArrayDeque<>()).add(member.value());
    }
    for (Json.Member member : a) {
      CompareRules.Node below = rules.child(member.name());
      Deque<Json> its = others.get(member.name());
      Json other = its == null ? null : its.poll();
      if (other == null ? !below.isIgnored() : !same(member.value(), other, below)) {
        return false;
      }
    }
    return others.entrySet().stream()
        .allMatch(left -> left.getValue().isEmpty() || rules.child(left.getKey()).isIgnored());
  }

  static boolean haveSameNames(List<Json.Member> a, List<Json.Member> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).name().equals(b.get(i).name())) {
        return false;
      }
    }
    return true;
  }
}
