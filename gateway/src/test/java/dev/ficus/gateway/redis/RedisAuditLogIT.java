package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.audit.AuditEvent;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisAuditLogIT {

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private RedisAuditLog audit;

  @BeforeEach
  void connect() {
    audit = new RedisAuditLog(REDIS.link(), "test");
  }

  @Test
  void newestIsReadFirst() {
    IntStream.range(0, 5).forEach(i -> audit.append(States.event("route-" + i)));
    assertThat(audit.read(null, 3))
        .extracting(AuditEvent::subject)
        .containsExactly("route-4", "route-3", "route-2");
  }

  @Test
  void subjectIsFoundBehindManyOthers() {
    audit.append(States.event("rare"));
    IntStream.range(0, 1_100).forEach(i -> audit.append(States.event("often")));
    assertThat(audit.read("rare", 10)).hasSize(1);
    assertThat(audit.read("often", 2_000)).hasSize(1_100);
  }

  @Test
  void logIsCapped() throws IOException {
    REDIS.ask(
        "EVAL",
        "for i = 1, 15000 do redis.call('XADD', KEYS[1], '*', 'event', '{}') end return 1",
        "1",
        "ficus:{test}:audit");
    audit.append(States.event("last"));
    assertThat(Integer.parseInt(REDIS.ask("XLEN", "ficus:{test}:audit").getFirst()))
        .isBetween(10_000, 10_200);
    assertThat(audit.read(null, 1)).extracting(AuditEvent::subject).containsExactly("last");
  }
}
