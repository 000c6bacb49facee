package dev.ficus.cli.tools;

import dev.ficus.cli.ExitCode;
import dev.ficus.gateway.routefile.Placeholders;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ficus validate}. */
@Command(
    name = "validate",
    description = "Reads a directory of route files as a gateway does, and says what is wrong.",
    mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the route files")
  private Path directory = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RouteDirectoryArgument read = RouteDirectoryArgument.read(directory, Placeholders.ofProcess());
    if (!read.isGood()) {
      out.println(read.report());
      out.flush();
      return ExitCode.ERROR;
    }
    if (!read.warnings().isEmpty()) {
      out.println("surprising, but allowed:");
      out.println(read.warnings());
    }
    int routes = Objects.requireNonNull(read.compilation().table()).routes().size();
    out.println("good: " + routes + " routes in " + read.files().size() + " files");
    out.flush();
    return ExitCode.OK;
  }
}
