package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Spring Cloud Gateway as it comes, with one catch-all route, from the module beside this one. */
record StockGateway() implements Peer {

  @Override
  public String name() {
    return "stock";
  }

  @Override
  public List<String> needs() {
    return List.of();
  }

  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public Running start(Stand stand) throws IOException {
    int port = Stand.freePort();
    int management = Stand.freePort();
    Path jar =
        stand.project().resolve("bench/stock-gateway/target/ficus-bench-stock-gateway-exec.jar");
    List<String> command =
        Stand.java(
            jar,
            List.of("-Dreactor.netty.http.server.accessLogEnabled=true"),
            List.of(
                "--stock.upstream=http://127.0.0.1:" + stand.upstream().legacyPort(),
                "--server.port=" + port,
                "--management.server.port=" + management));
    URI readiness = URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness");
    return Running.start(name(), command, stand.directoryOf(name()), port, readiness, "output.log");
  }
}
