package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.EndpointStore;
import dev.ficus.gateway.migration.UnclaimedEndpoints.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Unclaimed endpoints as a hash of counts and one of moments; the rarest make room. */
public final class RedisEndpoints implements EndpointStore {

  private static final int MOST = 2_000;
  private static final int AT_ONCE = 200;

  private static final RedisScript ADD = RedisScript.load("endpoints.lua");

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisEndpoints(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void add(List<Endpoint> seen) {
    for (int from = 0; from < seen.size(); from += AT_ONCE) {
      List<String> arguments = new ArrayList<>();
      arguments.add(Integer.toString(MOST));
      for (Endpoint its : seen.subList(from, Math.min(from + AT_ONCE, seen.size()))) {
        arguments.add(its.method() + " " + its.path());
        arguments.add(Long.toString(its.requests()));
        arguments.add(Long.toString(its.lastSeen()));
      }
      var _ = writes.run(ADD, List.of(keys.endpoints(), keys.endpointTimes()), arguments);
    }
  }

  @Override
  public List<Endpoint> all() {
    Map<String, String> counts = link.read(c -> c.hgetall(keys.endpoints()));
    Map<String, String> times = link.read(c -> c.hgetall(keys.endpointTimes()));
    List<Endpoint> all = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          int space = name.indexOf(' ');
          all.add(
              new Endpoint(
                  name.substring(0, space),
                  name.substring(space + 1),
                  Long.parseLong(count),
                  Long.parseLong(times.getOrDefault(name, "0"))));
        });
    all.sort(Comparator.comparingLong(Endpoint::requests).reversed().thenComparing(Endpoint::path));
    return all;
  }
}
