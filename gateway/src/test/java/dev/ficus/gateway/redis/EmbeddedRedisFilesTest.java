package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.EmbeddedRedisFiles.Address;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedRedisFilesTest {

  @Test
  void addressIsReadBackFromTheConfiguration() {
    Address address = new Address(1_234, "secret");
    String written = EmbeddedRedisFiles.configuration(Path.of("/data"), address);
    assertThat(EmbeddedRedisFiles.address(written.lines().toList())).contains(address);
  }

  @Test
  void configurationWithoutPortOrPasswordNamesNobody() {
    assertThat(EmbeddedRedisFiles.address(List.of("requirepass x"))).isEmpty();
    assertThat(EmbeddedRedisFiles.address(List.of("port 1"))).isEmpty();
    assertThat(EmbeddedRedisFiles.address(List.of("port x", "requirepass x"))).isEmpty();
    assertThat(EmbeddedRedisFiles.address(List.of("port 65536", "requirepass x"))).isEmpty();
  }

  @Test
  void oddNamesAreQuoted() {
    assertThat(EmbeddedRedisFiles.quoted("a \"b\" \\c")).isEqualTo("\"a \\\"b\\\" \\\\c\"");
  }
}
