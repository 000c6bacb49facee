package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.audit.AuditLog;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log as a capped stream; the stream's own ids say when, by Redis' clock. */
public final class RedisAuditLog implements AuditLog {

  private static final int PAGE = 500;

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisAuditLog(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void append(AuditEvent event) {
    writes.command(
        "XADD",
        keys.audit(),
        List.of("MAXLEN", "~", "10000", "*", "event", Documents.write(event)));
  }

  @Override
  public List<AuditEvent> read(@Nullable String subject, int limit) {
    List<AuditEvent> events = new ArrayList<>();
    Range<String> range = Range.unbounded();
    while (events.size() < limit) {
      Range<String> from = range;
      List<StreamMessage<String, String>> page =
          link.read(c -> c.xrevrange(keys.audit(), from, Limit.from(PAGE)));
      for (StreamMessage<String, String> message : page) {
        AuditEvent event = read(message);
        if ((subject == null || isAbout(event, subject)) && events.size() < limit) {
          events.add(event);
        }
      }
      if (page.size() < PAGE) {
        break;
      }
      range =
          Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(page.getLast().getId()));
    }
    return events;
  }

  private static boolean isAbout(AuditEvent event, String subject) {
    return event.subject().equals(subject) || event.details().containsKey(subject);
  }

  private static AuditEvent read(StreamMessage<String, String> message) {
    long millis = Long.parseLong(message.getId().substring(0, message.getId().indexOf('-')));
    String json = message.getBody().getOrDefault("event", "{}");
    return Documents.readEvent(json, Instant.ofEpochMilli(millis));
  }
}
