package dev.ficus.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ficus demo}. */
@Command(
    name = "demo",
    description = "Starts a shop monolith, its new functions and the gateway in front of both.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--home",
      hidden = true,
      description = "where Ficus lies",
      defaultValue = "${env:FICUS_HOME:-.}")
  private Path home = Path.of(".");

  @Option(names = "--data", description = "where data and logs go (default: .ficus/demo)")
  private @Nullable Path data;

  @Option(names = "--port", description = "of the gateway", defaultValue = "8080")
  private int port;

  @Option(names = "--admin-port", description = "of its admin API", defaultValue = "9090")
  private int adminPort;

  @Option(names = "--internal-port", description = "of internal routes", defaultValue = "8081")
  private int internalPort;

  @Option(names = "--legacy-port", description = "of the monolith", defaultValue = "9001")
  private int legacyPort;

  @Option(names = "--functions-port", description = "of the functions", defaultValue = "9002")
  private int functionsPort;

  @Option(
      names = "--traffic",
      paramLabel = "RATE",
      description = "sends a mix of reads, writes and sessions, such as 50/s")
  private @Nullable String traffic;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Rate rate = null;
    if (traffic != null) {
      try {
        rate = Rate.parse(traffic);
      } catch (IllegalArgumentException e) {
        if (spec != null) {
          throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        throw e;
      }
    }
    Path base = home.toAbsolutePath().normalize();
    Path where = data == null ? base.resolve(".ficus/demo") : data.toAbsolutePath().normalize();
    Ports ports = new Ports(port, adminPort, internalPort, legacyPort, functionsPort);
    return new Demo(base, where, ports, rate, System.out).run();
  }
}
