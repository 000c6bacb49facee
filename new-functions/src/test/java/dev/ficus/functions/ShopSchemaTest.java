package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShopSchemaTest {

  private static final Path LEGACY_APP =
      Path.of("..", "legacy-app", "src", "main", "resources", "db", "migration", "V1__shop.sql");

  @Test
  void theSchemaThatWeTestAgainstIsTheLegacyApps() throws IOException {
    assumeThat(LEGACY_APP).exists();
    assertThat(ShopFile.resource("/shop/schema.sql")).isEqualTo(Files.readString(LEGACY_APP));
  }
}
