package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An audit that is longer than one answer. */
class AuditIT {

  private static final String CUTOVER =
      "{\"who\":\"b\",\"subject\":\"free\",\"revision\":2,"
          + "\"details\":{\"free\":\"legacy → live\"}}";

  private AdminStub gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new AdminStub();
    gateway
        .on(
            "GET /audit?limit=1000",
            "{\"events\":[{\"who\":\"c\",\"revision\":3}],\"next\":\"17-0\"}")
        .on("GET /audit?before=17-0&limit=1000", "{\"events\":[" + CUTOVER + "],\"next\":\"16-1\"}")
        .on("GET /audit?before=16-1&limit=1000", "{\"events\":[{\"who\":\"a\",\"revision\":1}]}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void allThatIsKeptIsExported() {
    AdminStub.Said said = gateway.ficus("audit", "export");
    assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.OK);
    assertThat(said.out().lines().map(line -> line.substring(0, 10)))
        .containsExactly("{\"who\":\"c\"", "{\"who\":\"b\"", "{\"who\":\"a\"");
  }

  @Test
  void anOldRevisionIsFoundToBeUndone() {
    gateway
        .on("GET /routes/free", "{\"id\":\"free\",\"stage\":\"live\"}")
        .on(
            "PUT /routes/free/stage?dryRun=true",
            "{\"changes\":[{\"route\":\"free\",\"before\":{\"stage\":\"live\"},"
                + "\"after\":{\"stage\":\"legacy\"}}]}");
    AdminStub.Said said = gateway.ficus("undo", "2", "--dry-run");
    assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.OK);
    assertThat(said.out()).contains("free: live → legacy");
    assertThat(gateway.asked()).doesNotContain("GET /audit?before=16-1&limit=1000");
    assertThat(gateway.ficus("undo", "9", "--dry-run").err())
        .contains("no cutover of revision 9");
  }
}
