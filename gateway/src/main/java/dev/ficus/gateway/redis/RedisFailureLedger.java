package dev.ficus.gateway.redis;

import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.circuit.FailureListing;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The failed requests as a stream, capped and expiring; its ids say when, by Redis' clock. */
public final class RedisFailureLedger implements FailureLedger {

  /** How many are kept. */
  static final int CAPACITY = 10_000;

  /** For how long. */
  static final Duration KEPT = Duration.ofDays(7);

  private static final RedisScript APPEND = RedisScript.load("failures.lua");
  private static final int PAGE = 1_000;

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisFailureLedger(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void append(List<Entry> entries) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(CAPACITY));
    arguments.add(Long.toString(KEPT.toMillis()));
    entries.forEach(entry -> arguments.add(CircuitDocuments.write(entry)));
    var _ =
        RedisCircuitStore.translated(() -> writes.run(APPEND, List.of(keys.failures()), arguments));
  }

  @Override
  public FailureListing read(FailureFilter filter, int limit) {
    return RedisCircuitStore.translated(
        () -> {
          List<FailedRequest> listed = new ArrayList<>();
          long matching = 0;
          // A request is written down after it has ended, so those before it need no look.
          Range.Boundary<String> lower =
              filter.since() == null
                  ? Range.Boundary.unbounded()
                  : Range.Boundary.including(Long.toString(filter.since().toEpochMilli()));
          Range.Boundary<String> upper = Range.Boundary.unbounded();
          while (true) {
            Range<String> range = Range.from(lower, upper);
            List<StreamMessage<String, String>> page =
                link.read(c -> c.xrevrange(keys.failures(), range, Limit.from(PAGE)));
            for (StreamMessage<String, String> message : page) {
              FailedRequest failed = read(message);
              if (filter.matches(failed)) {
                matching++;
                if (listed.size() < limit) {
                  listed.add(failed);
                }
              }
            }
            if (page.size() < PAGE) {
              return new FailureListing(listed, matching);
            }
            upper = Range.Boundary.excluding(page.getLast().getId());
          }
        });
  }

  private static FailedRequest read(StreamMessage<String, String> message) {
    long millis = Long.parseLong(message.getId().substring(0, message.getId().indexOf('-')));
    return CircuitDocuments.readFailure(message.getBody().getOrDefault("failed", "{}"), millis);
  }
}
