package dev.ficus.gateway.routefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Keeps the last good version of each route file on disk, readable by its owner only. */
final class LastGood {

  private final Path directory;

  LastGood(Path dataDirectory) {
    this.directory = dataDirectory.resolve("routes-last-good");
  }

  /** Replaces the kept version in one step: a crash leaves the old one or the new one. */
  void save(String fileName, byte[] bytes) throws IOException {
    Files.createDirectories(directory, owner("rwx------"));
    Path temporary = Files.createTempFile(directory, "." + fileName, ".tmp", owner("rw-------"));
    try {
      Files.write(temporary, bytes);
      Files.move(
          temporary,
          directory.resolve(fileName),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The kept version, or null if there is none. */
  byte @Nullable [] load(String fileName) throws IOException {
    try {
      return Files.readAllBytes(directory.resolve(fileName));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void forget(String fileName) throws IOException {
    Files.deleteIfExists(directory.resolve(fileName));
  }

  private FileAttribute<?>[] owner(String permissions) {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
