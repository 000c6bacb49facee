package dev.ficus.gateway.forwarding;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The peers whose word about their clients is believed: addresses and networks. */
public final class TrustedProxies {

  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final class Network {
    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> i % 8;
        if ((address[i / 8] & mask) != (other[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks = new ArrayList<>();

  /**
   * @param texts such as {@code 10.0.0.0/8}, {@code 192.0.2.7}, {@code fd00::/8}
   * @throws IllegalArgumentException if one is neither an address nor a network
   */
  public TrustedProxies(List<String> texts) {
    for (String text : texts) {
      int slash = text.indexOf('/');
      try {
        byte[] address =
            InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
          throw new NumberFormatException("bits");
        }
        networks.add(new Network(address, bits));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "ficus.trusted-proxies: '"
                + text
                + "' (expected: an address or a network such as"
                + " 10.0.0.0/8)",
            e);
      }
    }
  }

  public boolean trusts(String address) {
    if (networks.isEmpty()) {
      return false;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return networks.stream().anyMatch(network -> network.contains(bytes));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  /**
   * The client's address: the peer's, or behind trusted ones the last in X-Forwarded-For that is
   * not trusted itself. A proxy may add a line of its own below what the client has sent, so all
   * lines are one list (RFC 9110, section 5.3).
   */
  public String clientOf(String peer, HeaderRules.Headers headers) {
    if (!trusts(peer)) {
      return peer;
    }
    List<String> lines = headers.all("X-Forwarded-For");
    if (lines.isEmpty()) {
      return peer;
    }
    String client = peer;
    String[] hops = String.join(",", lines).split(",");
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].strip();
      if (hop.isEmpty()) {
        break;
      }
      client = hop;
      if (!trusts(hop)) {
        break;
      }
    }
    return client;
  }
}
