package dev.ficus.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {

  @TempDir Path temp;

  @Test
  void madeOnceAndFoundAgain() throws IOException {
    Path data = temp.resolve("data");

    OperatorToken first = OperatorToken.of(null, data);

    Path file = data.resolve("admin-token");
    assertThat(first.secret()).startsWith("ficus_").hasSizeGreaterThan(40);
    assertThat(Files.readString(file)).isEqualTo(first.secret() + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    assertThat(OperatorToken.of("  ", data).secret()).isEqualTo(first.secret());
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aGivenOneLeavesNoFile() {
    assertThat(OperatorToken.of("given", temp.resolve("data")).secret()).isEqualTo("given");
    assertThat(temp.resolve("data")).doesNotExist();
  }

  @Test
  void anEmptyFileIsNoToken() throws IOException {
    Files.writeString(temp.resolve("admin-token"), "\n");

    assertThatThrownBy(() -> OperatorToken.of(null, temp)).hasMessageContaining("is empty");
  }

  @Test
  void neverPrinted() {
    assertThat(OperatorToken.of("given", temp).toString()).doesNotContain("given");
  }
}
