package dev.ficus.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs what most commands run, so that a cache of classes can be made of it: a call of a gateway,
 * which is played here, and its answer as a table and as YAML.
 */
@Command(name = "training", hidden = true, description = "Trains the cache for faster starts.")
final class TrainingCommand implements Callable<Integer> {

  private static final String ROUTES =
      """
      {"revision":1,"routes":[{"id":"a","match":"/a/{id}","methods":["GET"],"stage":"canary",
       "weight":"10%","target":"t","paused":true,"gates":[]}]}
      """;

  @Override
  public Integer call() throws IOException {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = ROUTES.getBytes(StandardCharsets.UTF_8);
    gateway.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Ficus-Admin", "v1");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    gateway.start();
    String server = "http://localhost:" + gateway.getAddress().getPort();
    int code = run("routes", "--server", server, "--token", "none");
    code = Math.max(code, run("routes", "--server", server, "--token", "none", "-o", "yaml"));
    code = Math.max(code, run("--help"));
    gateway.stop(0);
    return code;
  }

  private static int run(String... arguments) {
    CommandLine line = FicusCli.commandLine();
    line.setOut(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    return line.execute(arguments);
  }
}
