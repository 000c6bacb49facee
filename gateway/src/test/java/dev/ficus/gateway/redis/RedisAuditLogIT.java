package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.audit.AuditPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
  void everyEventIsOnOnePage() {
    IntStream.range(0, 1_203).forEach(i -> audit.append(States.event("route-" + i % 3)));
    assertThat(pages(null, 400)).hasSize(1_203).startsWith("route-2", "route-1", "route-0");
    assertThat(pages("route-1", 100)).hasSize(401).containsOnly("route-1");
    assertThat(audit.page(null, null, 1_203).next()).isNull();
    assertThat(audit.page(null, null, 1_202).next()).isNotNull();
    assertThatThrownBy(() -> audit.page(null, "yesterday", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'yesterday'");
  }

  private List<String> pages(String subject, int limit) {
    List<String> subjects = new ArrayList<>();
    String before = null;
    do {
      AuditPage page = audit.page(subject, before, limit);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      page.events().forEach(event -> subjects.add(event.subject()));
      before = page.next();
    } while (before != null);
    return subjects;
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
