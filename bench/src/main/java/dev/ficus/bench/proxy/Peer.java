package dev.ficus.bench.proxy;

import java.io.IOException;
import java.util.List;

/** A proxy to be measured: how it is called, what it needs, how it is started. */
sealed interface Peer permits StockGateway, Ficus, FicusVariant, Nginx, HaProxy {

  /** What ratios are taken to: the framework we are built on, and the best that there is. */
  List<String> BASES = List.of("stock", "nginx");

  String name();

  /** The programs that must be installed for it. */
  List<String> needs();

  /** Whether it gets faster while it runs, as a JVM does, and so needs the long warm-up. */
  boolean compiles();

  /** Starts it on a free port; it need not be ready yet. */
  Running start(Stand stand) throws IOException;

  static List<Peer> all() {
    return List.of(
        new StockGateway(), new Ficus(true), new Ficus(false), new Nginx(), new HaProxy());
  }

  static Peer named(String name) {
    return all().stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "peer: "
                        + name
                        + " (expected one of: "
                        + String.join(", ", all().stream().map(Peer::name).toList())
                        + ")"));
  }
}
