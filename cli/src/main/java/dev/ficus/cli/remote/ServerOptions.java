package dev.ficus.cli.remote;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway is meant, and who asks. */
public final class ServerOptions {

  /** Where a gateway started from here leaves its token. */
  private static final List<String> TOKEN_FILES =
      List.of(".ficus/admin-token", ".ficus/demo/gateway/admin-token");

  @Option(
      names = "--server",
      split = ",",
      paramLabel = "URL",
      defaultValue = "${env:FICUS_SERVER:-http://localhost:9090}",
      description = "a gateway's admin address (FICUS_SERVER; default: http://localhost:9090)")
  private List<String> servers = List.of();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "whose word it is (FICUS_TOKEN, FICUS_ADMIN_TOKEN, or the file that a gateway started"
              + " here has left)")
  private @Nullable String token;

  @Option(
      names = "--home",
      hidden = true,
      description = "where Ficus lies",
      defaultValue = "${env:FICUS_HOME:-.}")
  private Path home = Path.of(".");

  /** The only server. */
  public AdminClient client() {
    List<AdminClient> all = clients();
    if (all.size() != 1) {
      throw new CommandFailure(
          ExitCode.ERROR, "--server: " + all.size() + " servers (expected: one, for this command)");
    }
    return all.getFirst();
  }

  public List<AdminClient> clients() {
    String its = token();
    List<AdminClient> clients = new ArrayList<>();
    for (String server : servers) {
      clients.add(new AdminClient(uri(server), its));
    }
    return clients;
  }

  private static URI uri(String server) {
    String url = server.contains("://") ? server : "http://" + server;
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw new CommandFailure(
        ExitCode.ERROR, "--server: '" + server + "' (expected: such as http://localhost:9090)");
  }

  private @Nullable String token() {
    if (token != null) {
      return token;
    }
    for (String variable : List.of("FICUS_TOKEN", "FICUS_ADMIN_TOKEN")) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    for (String file : TOKEN_FILES) {
      Path path = home.resolve(file);
      if (Files.isReadable(path)) {
        try {
          return Files.readString(path).strip();
        } catch (IOException e) {
          throw new CommandFailure(ExitCode.ERROR, "cannot read " + path + ": " + e.getMessage());
        }
      }
    }
    return null;
  }
}
