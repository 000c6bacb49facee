package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.audit.AuditLog;
import dev.ficus.gateway.audit.AuditPage;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The audit log as a capped stream; the stream's own ids say when, by Redis' clock. */
public final class RedisAuditLog implements AuditLog {

  private static final int PAGE = 500;
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}-[0-9]{1,18}");

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
  public AuditPage page(@Nullable String subject, @Nullable String before, int limit) {
    List<AuditEvent> events = new ArrayList<>();
    Range<String> range = before == null ? Range.unbounded() : olderThan(before);
    while (true) {
      Range<String> from = range;
      List<StreamMessage<String, String>> page =
          link.read(c -> c.xrevrange(keys.audit(), from, Limit.from(PAGE)));
      for (StreamMessage<String, String> message : page) {
        AuditEvent event = read(message);
        if (subject == null || isAbout(event, subject)) {
          events.add(event);
        }
        if (events.size() == limit) {
          boolean last = page.size() < PAGE && message.getId().equals(page.getLast().getId());
          return new AuditPage(events, last ? null : message.getId());
        }
      }
      if (page.size() < PAGE) {
        return new AuditPage(events, null);
      }
      range = olderThan(page.getLast().getId());
    }
  }

  private static Range<String> olderThan(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("'" + id + "' (expected: such as 1700000000000-0)");
    }
    return Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(id));
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
