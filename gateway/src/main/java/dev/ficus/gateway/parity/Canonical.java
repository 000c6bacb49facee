package dev.ficus.gateway.parity;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** JSON values as objects that are equal when a comparison without tolerance would find nothing. */
final class Canonical {

  private static final Object IGNORED = "ignored";

  private Canonical() {}

  static Object of(Json value, CompareRules.Node rules) {
    if (rules.isIgnored()) {
      return IGNORED;
    }
    return switch (value) {
      case Json.Num number -> {
        BigDecimal its = number.value();
        yield its == null ? number : its.stripTrailingZeros();
      }
      case Json.Arr(List<Json> items) -> array(items, rules);
      case Json.Obj(List<Json.Member> members) -> object(members, rules);
      case Json.Str _, Json.Bool _, Json.Null _ -> value;
    };
  }

  private static Object array(List<Json> items, CompareRules.Node rules) {
    if (!rules.isUnordered()) {
      Object[] its = new Object[items.size()];
      for (int i = 0; i < its.length; i++) {
        its[i] = of(items.get(i), rules.child(i));
      }
      return List.of(its);
    }
    Map<Object, Integer> counts = new HashMap<>();
    for (Json item : items) {
      counts.merge(of(item, rules.child("*")), 1, Integer::sum);
    }
    return counts;
  }

  private static Object object(List<Json.Member> members, CompareRules.Node rules) {
    Map<String, List<Object>> its = new HashMap<>();
    for (Json.Member member : members) {
      CompareRules.Node below = rules.child(member.name());
      if (!below.isIgnored()) {
        its.merge(
            member.name(),
            List.of(of(member.value(), below)),
            (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
      }
    }
    return its;
  }
}
