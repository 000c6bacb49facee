package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiting for a route while the fleet cannot be asked. */
class StatusIT {

  private static final String UNASKED = "{\"instance\":\"a\",\"revision\":7}";
  private static final String ONE_BEHIND =
      "{\"instance\":\"a\",\"revision\":7,\"converged\":{\"instances\":1,\"of\":2}}";
  private static final String CONVERGED =
      "{\"instance\":\"a\",\"revision\":7,\"converged\":{\"instances\":2,\"of\":2}}";

  private AdminStub gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new AdminStub();
    gateway.on("GET /routes/search", "{\"id\":\"search\",\"stage\":\"live\",\"plan\":{}}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aFleetThatCannotBeAskedIsWaitedFor() {
    gateway.on("GET /status", UNASKED);
    AdminStub.Said late = gateway.ficus("status", "search", "--timeout", "700ms");
    assertThat(late.code()).as(late.out()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(late.out())
        .contains("search: live, revision 7, the fleet cannot be asked")
        .contains("waited for: the fleet, while the shared store is away");
    assertThat(gateway.asked()).filteredOn("GET /status"::equals).hasSizeGreaterThan(1);
    AdminStub.Said once = gateway.ficus("status", "search", "--for", "live");
    assertThat(once.code()).as(once.out()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(gateway.ficus("status").code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void allInstancesAreWaitedFor() {
    gateway.on("GET /status", ONE_BEHIND);
    assertThat(gateway.ficus("status", "search").out())
        .contains("1 of 2 instances on revision 7 (waited for: all instances)");
    gateway.on("GET /status", UNASKED, ONE_BEHIND, CONVERGED);
    AdminStub.Said there = gateway.ficus("status", "search", "--timeout", "20s");
    assertThat(there.code()).as(there.out()).isEqualTo(ExitCode.OK);
    assertThat(there.out()).endsWith("search: live, 2 of 2 instances on revision 7\n");
  }
}
