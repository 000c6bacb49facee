package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {

  @TempDir private Path data;

  @Test
  void tellWhereADemoRunsAsLongAsItDoes() {
    Ports ports = new Ports(1, 2, 3, 4, 5);
    Traces traces = new Traces(data);
    assertThat(traces.ports()).isNull();

    traces.started(ports);
    traces.status("sent 1");
    assertThat(new Traces(data).ports()).isEqualTo(ports);
    assertThat(traces.statusFile()).hasContent("sent 1");

    traces.ended();
    assertThat(new Traces(data).ports()).isNull();
    assertThat(traces.statusFile()).doesNotExist();
  }
}
