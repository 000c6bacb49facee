package dev.ficus.gateway.http1;

import java.util.Arrays;
import java.util.Random;

/** Messages that are wrong in a few places. */
public final class Mutations {

  private static final byte[] SPECIAL = {
    '\r', '\n', ' ', '\t', ':', ';', ',', '/', '?', '#', '%', '*', '\\', '"', 0, 1, 127, -1, -61,
    '0', '1', 'f', 'x', '+', '-', '@', '{', '|'
  };

  private Mutations() {}

  /** Changes, drops, doubles, swaps or puts in one to four octets or short runs of them. */
  public static byte[] of(byte[] message, Random random) {
    byte[] bytes = message;
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = mutated(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutated(byte[] from, Random random) {
    int at = random.nextInt(from.length);
    int run = Math.min(1 + random.nextInt(6), from.length - at);
    byte octet =
        random.nextInt(4) == 0
            ? (byte) random.nextInt(256)
            : SPECIAL[random.nextInt(SPECIAL.length)];
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] changed = from.clone();
        changed[at] = octet;
        yield changed;
      }
      case 1 -> from.length - run < 4 ? from : joined(from, at, new byte[0], at + run);
      case 2 -> joined(from, at, new byte[] {octet}, at);
      case 3 -> joined(from, at, Arrays.copyOfRange(from, at, at + run), at);
      default -> {
        byte[] swapped = from.clone();
        int other = random.nextInt(from.length);
        swapped[at] = from[other];
        swapped[other] = from[at];
        yield swapped;
      }
    };
  }

  private static byte[] joined(byte[] from, int to, byte[] between, int on) {
    byte[] all = new byte[to + between.length + from.length - on];
    System.arraycopy(from, 0, all, 0, to);
    System.arraycopy(between, 0, all, to, between.length);
    System.arraycopy(from, on, all, to + between.length, from.length - on);
    return all;
  }
}
