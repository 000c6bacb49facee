package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisBinaryTest {

  @ParameterizedTest
  @CsvSource({
    "Redis server v=6.2.11 sha=00000000:0,true",
    "Redis server v=6.0.16 sha=00000000:0,false",
    "Redis server v=5.9.9,false",
    "Redis server v=7.0.0,true",
    "Valkey server v=8.1.0,true",
    "redis-server: command not found,false"
  })
  void wantsSixTwoOrNewer(String output, boolean recent) {
    assertThat(RedisBinary.isRecent(output)).isEqualTo(recent);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64",
    "Linux,aarch64",
    "Mac OS X,x86_64",
    "Mac OS X,aarch64",
  })
  void libraryCarriesWhatIsNamed(String os, String arch) {
    assertThat(RedisBinary.class.getResource(RedisBinary.resource(os, arch))).isNotNull();
  }

  @Test
  void otherPlatformsAreToldAWayOut() {
    assertThatThrownBy(() -> RedisBinary.resource("Windows 11", "amd64"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContainingAll("Windows 11", "spring.data.redis.url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "libssl.so.3: cannot open shared object file | OpenSSL 3",
        "/lib/libc.so.6: version `GLIBC_2.34' not found | newer glibc",
        "Cannot run program: error=2, No such file | musl",
        "Cannot run program: error=13, Permission denied | noexec",
        "Cannot run program: error=8, Exec format error | another processor"
      })
  void saysWhatIsMissing(String output, String expected) {
    assertThat(RedisBinary.explain(Path.of("redis-server"), output))
        .contains(expected, output, "PATH");
  }
}
