package dev.ficus.legacy.files;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import dev.ficus.legacy.settings.ShopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code stored_file} and the directory {@code <data>/files}, a file by its id. */
@Repository
class FileStore {

  private final JdbcClient jdbc;
  private final Ledger ledger;
  private final Clock clock;
  private final Path directory;

  FileStore(JdbcClient jdbc, Ledger ledger, Clock clock, ShopSettings settings) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.clock = clock;
    this.directory = settings.data().resolve("files");
  }

  /** Returns a new empty file next to the kept ones, for bytes that are still arriving. */
  Path incoming() throws IOException {
    Files.createDirectories(directory);
    return Files.createTempFile(directory, "incoming-", ".part");
  }

  /** Keeps a complete incoming file; if it cannot be moved to its place, no row stays. */
  @Transactional(rollbackFor = IOException.class)
  public Written<StoredFile> keep(
      Path incoming, String name, String contentType, String sha256, @Nullable String key)
      throws IOException {
    long size = Files.size(incoming);
    var row = new GeneratedKeyHolder();
    jdbc.sql(
            """
            INSERT INTO stored_file (name, content_type, size_bytes, sha256, uploaded_at)
            VALUES (?, ?, ?, ?, ?)\
            """)
        .params(name, contentType, size, sha256, clock.instant().atOffset(ZoneOffset.UTC))
        .update(row, "id");
    long id = Objects.requireNonNull(row.getKey()).longValue();
    long ledgerId = ledger.enter(Operation.FILE_UPLOAD, id, key);
    Files.move(incoming, path(id));
    return new Written<>(new StoredFile(id, name, contentType, size, sha256), ledgerId);
  }

  StoredFile get(long id) {
    return jdbc.sql(
            "SELECT id, name, content_type, size_bytes AS size, sha256 FROM stored_file WHERE id ="
                + " ?")
        .param(id)
        .query(StoredFile.class)
        .optional()
        .orElseThrow(() -> new Refusal.NotFound("file", id));
  }

  Path path(long id) {
    return directory.resolve(Long.toString(id));
  }
}
