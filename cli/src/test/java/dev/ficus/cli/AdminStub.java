package dev.ficus.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** An admin API that says what it was told to; for states that a real gateway is seldom in. */
final class AdminStub implements AutoCloseable {

  private final Map<String, List<String>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** How a command ended. */
  record Said(int code, String out, String err) {}

  AdminStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/admin/v1", this::answer);
    server.start();
  }

  /**
   * Answers a call, such as {@code GET /status}, one after the other; the last one from then on.
   */
  AdminStub on(String call, String... json) {
    answers.put(call, new ArrayList<>(Arrays.asList(json)));
    return this;
  }

  /** All calls so far, with their queries. */
  List<String> asked() {
    return asked;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String call =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().toString().substring("/admin/v1".length());
    asked.add(call);
    List<String> its = answers.getOrDefault(call, List.of());
    String json = its.isEmpty() ? "{\"detail\":\"nothing at " + call + "\"}" : its.getFirst();
    if (its.size() > 1) {
      its.removeFirst();
    }
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Ficus-Admin", "1");
    exchange.sendResponseHeaders(its.isEmpty() ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Runs a command against it. */
  Said ficus(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", url(), "--token", "any"));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = FicusCli.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(all.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
