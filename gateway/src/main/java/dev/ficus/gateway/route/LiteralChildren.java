package dev.ficus.gateway.route;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from literal segments to nodes that is asked with a region of the path, so that a
 * lookup makes no string. Open addressing, at most half full, never changed once built.
 *
 * <p>A segment of up to fifteen Latin-1 characters, as nearly all are, is two numbers that stand in
 * the table itself: among ten thousand, each object that need not be looked into saves a wait for
 * memory.
 */
final class LiteralChildren {

  private static final int MOST_PACKED = 15;
  private static final int IN_FIRST = Long.BYTES;
  private static final int BITS = Byte.SIZE;
  private static final int MOST_LATIN = 0xFF;
  private static final int LENGTH_SHIFT = Long.SIZE - BITS;

  /** In the place of a length: the text itself has to be compared. */
  private static final long UNPACKED = -1;

  private final PathNode[] nodes;
  private final int mask;

  /** Of each slot the two numbers of its segment. */
  private final long[] labels;

  /**
   * A segment as two numbers: packed, with its length, or if it does not fit, its hash.
   *
   * @param second holds the length in its highest byte
   */
  private record Label(long first, long second) {

    static Label of(String text, int start, int end) {
      int length = end - start;
      long first = 0;
      long second = 0;
      int all = 0;
      if (length <= MOST_PACKED) {
        for (int i = start; i < end; i++) {
          char character = text.charAt(i);
          all |= character;
          if (i - start < IN_FIRST) {
            first = first << BITS | character;
          } else {
            second = second << BITS | character;
          }
        }
      }
      return length <= MOST_PACKED && all <= MOST_LATIN
          ? new Label(first, second | (long) length << LENGTH_SHIFT)
          : new Label(hash(text, start, end), UNPACKED);
    }

    private static int hash(String text, int start, int end) {
      int hash = 0;
      for (int i = start; i < end; i++) {
        hash = 31 * hash + text.charAt(i);
      }
      return hash;
    }

    /** By multiplication with two odd numbers (Fibonacci hashing); the high bits are the best. */
    int spread() {
      long product = first * 0x9E3779B97F4A7C15L + second * 0xC2B2AE3D27D4EB4FL;
      return (int) (product >>> Integer.SIZE);
    }
  }

  LiteralChildren(Collection<PathNode> children) {
    int capacity = Integer.highestOneBit(Math.max(2, children.size() * 2 - 1)) << 1;
    nodes = new PathNode[capacity];
    labels = new long[2 * capacity];
    mask = capacity - 1;
    for (PathNode node : children) {
      Label label = Label.of(node.segment(), 0, node.segment().length());
      int slot = label.spread() & mask;
      while (nodes[slot] != null) {
        slot = slot + 1 & mask;
      }
      nodes[slot] = node;
      labels[2 * slot] = label.first;
      labels[2 * slot + 1] = label.second;
    }
  }

  @Nullable PathNode get(String text, int start, int end) {
    Label label = Label.of(text, start, end);
    int slot = label.spread() & mask;
    for (PathNode node = nodes[slot]; node != null; node = nodes[slot]) {
      if (labels[2 * slot] == label.first
          && labels[2 * slot + 1] == label.second
          && (label.second != UNPACKED || isSame(node.segment(), text, start, end))) {
        return node;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private static boolean isSame(String segment, String text, int start, int end) {
    return segment.length() == end - start && text.startsWith(segment, start);
  }
}
