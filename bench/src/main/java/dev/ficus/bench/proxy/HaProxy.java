package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy with a thread for each core, which is its default, and its HTTP log. */
record HaProxy() implements Peer {

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public List<String> needs() {
    return List.of("haproxy");
  }

  @Override
  public boolean compiles() {
    return false;
  }

  @Override
  public Running start(Stand stand) throws IOException {
    int port = Stand.freePort();
    Path directory = stand.directoryOf(name());
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        global
          log stdout format raw local0 info
          maxconn 4096

        defaults
          mode http
          log global
          option httplog
          option forwardfor
          http-reuse always
          timeout connect 2s
          timeout client 600s
          timeout server 60s
          timeout http-keep-alive 600s

        frontend bench
          bind 127.0.0.1:%d
          default_backend fixed

        backend fixed
          server fixed 127.0.0.1:%d maxconn 4096 pool-max-conn 4096
        """
            .formatted(port, stand.upstream().legacyPort()));
    URI readiness = URI.create("http://127.0.0.1:" + port + "/");
    return Running.start(
        name(),
        List.of(Programs.path("haproxy"), "-db", "-f", configuration.toString()),
        directory,
        port,
        readiness,
        "output.log");
  }
}
