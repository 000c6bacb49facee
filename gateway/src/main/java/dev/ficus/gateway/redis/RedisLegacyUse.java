package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.LegacyUse;
import dev.ficus.gateway.migration.LegacyUseStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last use of legacy as a hash of moments for answers and one for fallbacks. */
public final class RedisLegacyUse implements LegacyUseStore {

  private static final int AT_ONCE = 200;

  private static final RedisScript RAISE = RedisScript.load("legacy-use.lua");

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisLegacyUse(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void raise(Map<String, LegacyUse> uses) {
    List<String> routes = List.copyOf(uses.keySet());
    for (int from = 0; from < routes.size(); from += AT_ONCE) {
      List<String> arguments = new ArrayList<>();
      for (String route : routes.subList(from, Math.min(from + AT_ONCE, routes.size()))) {
        LegacyUse use = uses.getOrDefault(route, LegacyUse.NEVER);
        arguments.add(route);
        arguments.add(Long.toString(use.answeredAt()));
        arguments.add(Long.toString(use.fellBackAt()));
      }
      var _ = writes.run(RAISE, List.of(keys.legacyAnswers(), keys.fallbacks()), arguments);
    }
  }

  @Override
  public Map<String, LegacyUse> all() {
    Map<String, String> answers = link.read(c -> c.hgetall(keys.legacyAnswers()));
    Map<String, String> fallbacks = link.read(c -> c.hgetall(keys.fallbacks()));
    Map<String, LegacyUse> all = new HashMap<>();
    answers.forEach(
        (route, at) ->
            all.put(route, new LegacyUse(moment(at), moment(fallbacks.getOrDefault(route, "0")))));
    fallbacks.forEach((route, at) -> all.putIfAbsent(route, new LegacyUse(0, moment(at))));
    return all;
  }

  /** What somebody else has written over is no moment, and is told anew. */
  private static long moment(String text) {
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
  }
}
