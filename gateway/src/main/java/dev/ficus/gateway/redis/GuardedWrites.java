package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;

/**
 * Scripts that change something, with a deadline on Redis' clock as their first argument. What a
 * frozen Redis finds in its socket when it thaws is refused: nobody waits for it any more.
 */
final class GuardedWrites {

  /** The deadline ends before the caller stops waiting, by the time that an answer may take. */
  private static final long MARGIN_MILLIS = 50;

  private static final RedisScript COMMAND = RedisScript.load("command.lua");

  private final RedisLink link;
  private final RedisClock clock;

  GuardedWrites(RedisLink link) {
    this(link, link.clock());
  }

  /**
   * @param clock of the node that holds the keys: on a Cluster, not all of them go alike
   */
  GuardedWrites(RedisLink link, RedisClock clock) {
    this.link = link;
    this.clock = clock;
  }

  /** One command on one key; its answer. */
  Object command(String name, String key, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(name);
    words.addAll(arguments);
    return run(COMMAND, List.of(key), words).get(2);
  }

  /**
   * A script whose answer begins with a word and Redis' time; LATE if it came after its deadline.
   *
   * @throws StoreUnavailableException if it was refused, or nobody knows whether it was done
   */
  List<Object> run(RedisScript script, List<String> keys, List<String> arguments) {
    Patience patience = link.patience(arguments.size());
    long now = clock.now(link, keys.getFirst(), patience);
    List<String> guarded = new ArrayList<>(arguments.size() + 1);
    guarded.add(Long.toString(now + patience.leftMillis() - MARGIN_MILLIS));
    guarded.addAll(arguments);
    List<Object> answer = link.run(script, true, keys, guarded, patience);
    clock.learn((Long) answer.get(1));
    if (answer.getFirst().equals("LATE")) {
      throw new StoreUnavailableException(
          "Redis took the change up too late and refused it", false, null);
    }
    return answer;
  }
}
