package dev.ficus.gateway.route;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from literal segments to nodes that is asked with a region of the path, so that a
 * lookup makes no string. Open addressing, at most half full, never changed once built. A node
 * knows its segment itself: among ten thousand, each array that need not be looked into saves a
 * wait for memory.
 */
final class LiteralChildren {

  private final PathNode[] nodes;
  private final int mask;

  LiteralChildren(Collection<PathNode> children) {
    int capacity = Integer.highestOneBit(Math.max(2, children.size() * 2 - 1)) << 1;
    nodes = new PathNode[capacity];
    mask = capacity - 1;
    for (PathNode node : children) {
      int slot = spread(node.segment().hashCode()) & mask;
      while (nodes[slot] != null) {
        slot = slot + 1 & mask;
      }
      nodes[slot] = node;
    }
  }

  @Nullable PathNode get(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int slot = spread(hash) & mask;
    int length = end - start;
    for (PathNode node = nodes[slot]; node != null; node = nodes[slot]) {
      String segment = node.segment();
      if (segment.length() == length && text.startsWith(segment, start)) {
        return node;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }
}
