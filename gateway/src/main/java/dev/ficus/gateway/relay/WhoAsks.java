package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.http1.RequestMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What upstreams are told about a connection's client. Of a stranger's requests only the host can
 * differ, so that what was written for one mostly serves for the next.
 */
final class WhoAsks {

  private final HeaderRules rules;
  private final String peer;
  private final String scheme;
  private final boolean believed;
  private @Nullable Asking asking;
  private byte @Nullable [] forwarded;

  WhoAsks(HeaderRules rules, String peer, String scheme) {
    this.rules = rules;
    this.peer = peer;
    this.scheme = scheme;
    believed = rules.asking(peer, scheme, _ -> List.of()).believed();
  }

  String peer() {
    return peer;
  }

  Asking asking(RequestMessage message) {
    Asking known = asking;
    if (known == null || believed || !message.isHost(known.host())) {
      known = rules.asking(peer, scheme, name -> all(message, name));
      asking = known;
      forwarded = null;
    }
    return known;
  }

  /** The header lines that say so, each with its end. */
  byte[] forwarded(RequestMessage message) {
    Asking its = asking(message);
    byte[] known = forwarded;
    if (known == null) {
      StringBuilder lines = new StringBuilder(256);
      HeaderRules.addForwarded(
          its,
          name -> all(message, name),
          (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
      known = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
      forwarded = known;
    }
    return known;
  }

  /** The host of an absolute target outranks the header. */
  private static List<String> all(RequestMessage message, String name) {
    String host = name.equals("Host") && message.hasAbsoluteTarget() ? message.host() : null;
    return host == null ? message.all(name) : List.of(host);
  }
}
