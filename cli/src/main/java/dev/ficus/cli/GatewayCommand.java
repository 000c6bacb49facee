package dev.ficus.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ficus gateway}, as far as help and completion go: the script itself starts the gateway, so
 * that no process of the command line's stands above it.
 */
@Command(
    name = "gateway",
    description = "Runs one gateway in the foreground.",
    footer = "Any other --name=value is passed on as a property; README.md lists them.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("UnusedVariable") // what the options say is read by the script
final class GatewayCommand implements Callable<Integer> {

  @Option(names = "--routes", paramLabel = "DIR", description = "route files (default: routes)")
  private @Nullable Path routes;

  @Option(names = "--port", description = "where clients come (default: 8080)")
  private @Nullable Integer port;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "admin API, health and metrics (default: 9090)")
  private @Nullable Integer adminPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "embedded Redis, last good state, admin token (default: .ficus)")
  private @Nullable Path data;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = "a Redis of yours, such as redis://host:6379")
  private @Nullable String redis;

  @Override
  public Integer call() {
    throw new CommandFailure(ExitCode.ERROR, "a gateway is started by the script: ./ficus gateway");
  }
}
