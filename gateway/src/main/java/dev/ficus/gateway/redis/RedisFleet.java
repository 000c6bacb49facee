package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The heartbeats of the fleet, by Redis' clock. */
public final class RedisFleet implements Fleet {

  private static final RedisScript REPORT = RedisScript.load("report.lua");
  private static final RedisScript LIVE = RedisScript.load("live.lua");
  private static final RedisScript LEAVE = RedisScript.load("leave.lua");

  private final RedisLink link;
  private final RedisKeys keys;

  public RedisFleet(RedisLink link, String fleet) {
    this.link = link;
    keys = new RedisKeys(fleet);
  }

  @Override
  public void report(Instance instance) {
    List<Object> answer = run(REPORT, List.of(instance.id(), Documents.write(instance)));
    // Once a second, which keeps the deadlines of changes exact without asking for the time.
    link.clock().learn((Long) answer.getFirst());
  }

  @Override
  public void leave(String instanceId) {
    run(LEAVE, List.of(instanceId));
  }

  private List<Object> run(RedisScript script, List<String> arguments) {
    return link.run(
        script, false, List.of(keys.heartbeats(), keys.instances()), arguments, link.patience());
  }

  @Override
  public List<Instance> live() {
    List<Object> answer = run(LIVE, List.of());
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
