package dev.ficus.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports of the demo's processes. */
public record Ports(int gateway, int admin, int internal, int legacy, int functions) {

  private Map<String, Integer> byOption() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", gateway);
    ports.put("--admin-port", admin);
    ports.put("--internal-port", internal);
    ports.put("--legacy-port", legacy);
    ports.put("--functions-port", functions);
    return ports;
  }

  /** A sentence for each port that something else listens on. */
  List<String> taken() {
    List<String> taken = new ArrayList<>();
    byOption()
        .forEach(
            (option, port) -> {
              try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(port));
              } catch (IOException e) {
                taken.add("port " + port + " is taken (way out: " + option + " with another one)");
              }
            });
    return taken;
  }
}
