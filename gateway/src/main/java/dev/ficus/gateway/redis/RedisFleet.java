package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Instance;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The heartbeats of the fleet, by Redis' clock. */
public final class RedisFleet implements Fleet {

  private static final RedisScript REPORT = RedisScript.load("report.lua");
  private static final RedisScript LIVE = RedisScript.load("live.lua");

  private final RedisLink link;
  private final RedisKeys keys;

  public RedisFleet(RedisLink link, String fleet) {
    this.link = link;
    keys = new RedisKeys(fleet);
  }

  @Override
  public void report(Instance instance) {
    link.run(
        REPORT,
        false,
        List.of(keys.heartbeats(), keys.instances()),
        List.of(instance.id(), Documents.write(instance)));
  }

  @Override
  public void leave(String instanceId) {
    link.read((RedisClusterAsyncCommands<String, String> c) -> c.zrem(keys.heartbeats(), instanceId));
    link.read(c -> c.hdel(keys.instances(), instanceId));
  }

  @Override
  public List<Instance> live() {
    List<Object> answer =
        link.run(LIVE, false, List.of(keys.heartbeats(), keys.instances()), List.of());
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      long seen = (long) Double.parseDouble(String.valueOf(answer.get(i)));
      instances.add(
          Documents.readInstance(String.valueOf(answer.get(i + 1)), Instant.ofEpochMilli(seen)));
    }
    instances.sort(Comparator.comparing(Instance::name).thenComparing(Instance::id));
    return instances;
  }
}
