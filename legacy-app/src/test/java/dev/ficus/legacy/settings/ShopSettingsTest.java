package dev.ficus.legacy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShopSettingsTest {

  private static final ShopSettings.Database NONE = new ShopSettings.Database("", "sa", "");

  @Test
  void dataIsAbsoluteBecauseH2RefusesRelativePaths() {
    var settings = new ShopSettings(Path.of(".ficus/shop"), Duration.ZERO, true, NONE);

    assertThat(settings.data()).isAbsolute().endsWithRaw(Path.of(".ficus/shop"));
  }

  @Test
  void refusesANegativeDelay() {
    assertThatThrownBy(() -> new ShopSettings(Path.of("x"), Duration.ofSeconds(-1), true, NONE))
        .hasMessageContaining("shop.report-delay");
  }
}
