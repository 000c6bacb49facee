package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.routefile.DirectoryScan.Content;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {

  private final Settling settling = new Settling(Duration.ofNanos(100), scan("old"));

  private static DirectoryScan scan(String fingerprint) {
    return new DirectoryScan(Map.of("a.yaml", new Content(new byte[0], fingerprint)), null);
  }

  @Test
  void whatDoesNotChangeNeverSettles() {
    assertThat(settling.settles(scan("old"), 0)).isFalse();
    assertThat(settling.settles(scan("old"), 1_000)).isFalse();
    assertThat(settling.isMoving()).isFalse();
  }

  @Test
  void aChangeSettlesOnceAfterTheTime() {
    assertThat(settling.settles(scan("new"), 1_000)).isFalse();
    assertThat(settling.isMoving()).isTrue();
    assertThat(settling.settles(scan("new"), 1_099)).isFalse();
    assertThat(settling.settles(scan("new"), 1_100)).isTrue();
    assertThat(settling.settles(scan("new"), 2_000)).isFalse();
  }

  @Test
  void eachFurtherChangeBeginsTheTimeAnew() {
    assertThat(settling.settles(scan("half"), 1_000)).isFalse();
    assertThat(settling.settles(scan("whole"), 1_090)).isFalse();
    assertThat(settling.settles(scan("whole"), 1_110)).isFalse();
    assertThat(settling.settles(scan("whole"), 1_190)).isTrue();
  }

  @Test
  void aChangeThatIsTakenBackNeverSettles() {
    assertThat(settling.settles(scan("new"), 1_000)).isFalse();
    assertThat(settling.settles(scan("old"), 1_050)).isFalse();
    assertThat(settling.isMoving()).isFalse();
    assertThat(settling.settles(scan("old"), 1_200)).isFalse();
  }

  @Test
  void withoutATimeEveryChangeSettlesAtOnce() {
    Settling atOnce = new Settling(Duration.ZERO, scan("old"));
    assertThat(atOnce.settles(scan("new"), 5)).isTrue();
  }
}
