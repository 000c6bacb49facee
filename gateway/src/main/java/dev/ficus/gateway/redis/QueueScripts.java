package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** The scripts of one route's queue, with what all of their calls have in common. */
final class QueueScripts {

  static final RedisScript ACCEPT = script("queue-accept.lua");
  static final RedisScript LEASE = script("queue-lease.lua");
  static final RedisScript SETTLE = script("queue-settle.lua");
  static final RedisScript MANAGE = script("queue-manage.lua");
  private static final RedisScript LOOK = script("queue-look.lua");

  /** Later than any clock shows: what changes nothing is never too late. */
  private static final String NO_DEADLINE = "9000000000000";

  private final RedisLink link;
  private final List<String> keys;
  private final GuardedWrites writes;

  QueueScripts(RedisLink link, String prefix) {
    this.link = link;
    keys = List.of(prefix + "meta");
    writes = new GuardedWrites(link, new RedisClock(System::nanoTime));
  }

  private static RedisScript script(String name) {
    return RedisScript.load("queue.lua", name);
  }

  /** What a script answers after its word and the time. */
  List<Object> run(RedisScript script, List<String> arguments) {
    return said(() -> writes.run(script, keys, arguments));
  }

  List<Object> run(RedisScript script, String... arguments) {
    return run(script, List.of(arguments));
  }

  List<Object> look(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(NO_DEADLINE);
    Collections.addAll(words, arguments);
    return said(() -> link.run(LOOK, false, keys, words, link.patience()));
  }

  private static List<Object> said(Supplier<List<Object>> call) {
    try {
      List<Object> answer = call.get();
      return answer.subList(2, answer.size());
    } catch (StoreUnavailableException e) {
      throw new QueueUnavailableException(String.valueOf(e.getMessage()), e.outcomeUnknown(), e);
    }
  }
}
