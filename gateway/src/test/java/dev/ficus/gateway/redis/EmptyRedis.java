package dev.ficus.gateway.redis;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real Redis for a class of tests, empty before each of them, and one instance's connections. */
final class EmptyRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private @Nullable RedisProcess process;
  private @Nullable RedisConnections connections;

  @Override
  public void beforeAll(ExtensionContext context) {
    process = RedisProcess.start();
    connections = process.connect();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    ask("FLUSHALL");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Objects.requireNonNull(connections).close();
    Objects.requireNonNull(process).close();
  }

  /** Sends one command of its own. */
  List<String> ask(String... words) throws IOException {
    return Objects.requireNonNull(process).ask(words);
  }

  RedisLink link() {
    return Objects.requireNonNull(connections).link();
  }

  RedisLink queueLink() {
    return Objects.requireNonNull(connections).queueLink();
  }
}
