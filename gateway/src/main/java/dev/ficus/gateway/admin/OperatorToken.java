package dev.ficus.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own token: given, or made at first start and kept where only the owner can read
 * it. It works without the store.
 */
public final class OperatorToken {

  private static final Logger log = LoggerFactory.getLogger(OperatorToken.class);
  private static final String FILE = "admin-token";

  private final String secret;

  private OperatorToken(String secret) {
    this.secret = secret;
  }

  /**
   * @param configured the value of FICUS_ADMIN_TOKEN; null or blank for none
   * @param dataDirectory where it is kept otherwise; made if it is not there
   * @throws UncheckedIOException if it can be neither read nor made
   */
  public static OperatorToken of(@Nullable String configured, Path dataDirectory) {
    if (configured != null && !configured.isBlank()) {
      return new OperatorToken(configured.strip());
    }
    Path file = dataDirectory.resolve(FILE);
    try {
      if (Files.notExists(file)) {
        make(dataDirectory, file);
      }
      String kept = Files.readString(file).strip();
      if (kept.isEmpty()) {
        throw new IOException(file + " is empty (way out: delete it, and a new one is made)");
      }
      log.info("the operator's admin token is in {}", file.toAbsolutePath());
      return new OperatorToken(kept);
    } catch (IOException e) {
      throw new UncheckedIOException("the operator's admin token: " + e.getMessage(), e);
    }
  }

  /** Written aside and linked into place: whoever sees the file sees all of it. */
  private static void make(Path directory, Path file) throws IOException {
    Files.createDirectories(directory, owned("rwx------"));
    Path aside = Files.createTempFile(directory, FILE, ".new", owned("rw-------"));
    try {
      Files.write(aside, (AdminTokens.newSecret() + "\n").getBytes(StandardCharsets.UTF_8));
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException e) {
      // Another gateway with the same directory was faster; its token is ours too.
    } catch (UnsupportedOperationException e) {
      Files.move(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static FileAttribute<?> owned(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "OperatorToken";
  }
}
