package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WelcomeTest {

  @TempDir private Path home;
  private Path data;

  @BeforeEach
  void token() throws IOException {
    data = home.resolve(".ficus/demo");
    Files.createDirectories(data.resolve("gateway"));
    Files.writeString(Welcome.tokenFile(data), "ficus_abc\n");
  }

  @Test
  void linksToTheDashboardWithTheTokenInTheFragment() throws IOException {
    assertThat(Welcome.text(home, data, new Ports(8080, 9090, 8081, 9001, 9002)))
        .contains("http://localhost:9090/#token=ficus_abc\n", "curl -i localhost:8080/")
        .doesNotContain("FICUS_SERVER");
  }

  @Test
  void saysHowTheCommandLineFindsADemoOnOtherPorts() throws IOException {
    assertThat(Welcome.text(home, data, new Ports(1, 2, 3, 4, 5)))
        .contains("\n  export FICUS_SERVER=http://localhost:2 FICUS_TOKEN=\"$(cat '" + data);
  }
}
