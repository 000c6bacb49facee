package dev.ficus.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogLineTest {

  private static String target(String logged) {
    String line = "10.0.0.1 - - [x] \"GET " + logged + " HTTP/1.1\" 200 1 \"-\" \"curl\"";
    return Objects.requireNonNull(AccessLogLine.parse(line)).target();
  }

  @ParameterizedTest
  @CsvSource({
    "/login?next=https://shop.example/home, /login?next=https://shop.example/home",
    "/proxy/https://shop.example/home, /proxy/https://shop.example/home",
    "//shop.example/home, //shop.example/home",
    "http://shop.example/home?next=https://a/b, /home?next=https://a/b",
    "http://shop.example, /",
    "http://shop.example?a=b, /?a=b",
    "http://shop.example?next=/home, /?next=/home"
  })
  void onlyWhatDoesNotBeginWithASlashIsAWholeUrl(String logged, String target) {
    assertThat(target(logged)).isEqualTo(target);
  }

  @Test
  void whatIsNoTargetIsNoRequest() {
    assertThat(AccessLogLine.parse("x \"OPTIONS * HTTP/1.1\" 200")).isNull();
    assertThat(AccessLogLine.parse("x \"CONNECT shop.example:443 HTTP/1.1\" 200")).isNull();
    assertThat(AccessLogLine.parse("x \"GET home?next=https://a/b HTTP/1.1\" 400")).isNull();
  }
}
