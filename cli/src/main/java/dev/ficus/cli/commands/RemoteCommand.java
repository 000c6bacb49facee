package dev.ficus.cli.commands;

import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What every command that speaks with a gateway has. */
@Command(mixinStandardHelpOptions = true)
public abstract class RemoteCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private Output output = new Output();

  final AdminClient client() {
    return server.client();
  }

  final ServerOptions server() {
    return server;
  }

  final Output output() {
    return output;
  }
}
