package dev.ficus.gateway.disk;

import dev.ficus.gateway.migration.LocalDisk;
import dev.ficus.gateway.migration.LocalOverride;
import dev.ficus.gateway.migration.RoutingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps an instance's state as JSON files. Each is written beside its place and moved there, so
 * that a crash leaves the old one or the new one.
 */
public final class JsonDisk implements LocalDisk {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path state;
  private final Path overrides;
  private final Consumer<String> warnings;

  /**
   * @param directory made if it is not there
   * @param warnings told of files that cannot be read, which then count as absent
   */
  public JsonDisk(Path directory, Consumer<String> warnings) {
    state = directory.resolve("routing-state.json");
    overrides = directory.resolve("overrides.json");
    this.warnings = warnings;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep state in " + directory, e);
    }
  }

  @Override
  public RoutingState loadState() {
    return read(state, new TypeReference<>() {}, RoutingState.EMPTY);
  }

  @Override
  public Map<String, LocalOverride> loadOverrides() {
    return read(overrides, new TypeReference<>() {}, new HashMap<String, LocalOverride>());
  }

  @Override
  public void save(RoutingState value) {
    write(state, value);
  }

  @Override
  public void save(Map<String, LocalOverride> value) {
    write(overrides, value);
  }

  private <T> T read(Path file, TypeReference<T> type, T otherwise) {
    try {
      T value = JSON.readValue(Files.readAllBytes(file), type);
      return value == null ? otherwise : value;
    } catch (NoSuchFileException notYet) {
      return otherwise;
    } catch (IOException | JacksonException e) {
      warnings.accept(file + " cannot be read and counts as absent: " + e.getMessage());
      return otherwise;
    }
  }

  private static void write(Path file, Object value) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(beside, JSON.writeValueAsBytes(value));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
