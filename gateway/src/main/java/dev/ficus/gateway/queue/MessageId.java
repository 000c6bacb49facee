package dev.ficus.gateway.queue;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The stable name of a message: its route, which says where it is kept, and 128 random bits, which
 * nobody guesses. Clients hold it as {@code <route>_<32 hexadecimal digits>}.
 *
 * @param local the random part, which is also what names the message within its route
 */
public record MessageId(String route, String local) {

  private static final Pattern LOCAL = Pattern.compile("[0-9a-f]{32}");
  private static final int LOCAL_LENGTH = 32;

  public MessageId {
    Names.check("route", route);
    if (!LOCAL.matcher(local).matches()) {
      throw new IllegalArgumentException(
          "message id: '" + local + "' (expected: 32 hexadecimal digits)");
    }
  }

  /** One that has never been given before. */
  public static MessageId fresh(String route, SecureRandom random) {
    byte[] bits = new byte[LOCAL_LENGTH / 2];
    random.nextBytes(bits);
    return new MessageId(route, HexFormat.of().formatHex(bits));
  }

  /** Reads what a client sends; empty if no message can have that name. */
  public static Optional<MessageId> parse(String text) {
    int split = text.length() - LOCAL_LENGTH - 1;
    if (split < 1 || text.charAt(split) != '_') {
      return Optional.empty();
    }
    try {
      return Optional.of(new MessageId(text.substring(0, split), text.substring(split + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The part of a key by which a Cluster finds the node that holds everything of the route. */
  public String hashTag() {
    return hashTag(route);
  }

  /** The hash tag of a route's keys. */
  public static String hashTag(String route) {
    return "{q:" + route + "}";
  }

  @Override
  public String toString() {
    return route + "_" + local;
  }
}
