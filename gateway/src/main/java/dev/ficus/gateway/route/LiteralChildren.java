package dev.ficus.gateway.route;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from literal segments to nodes that is asked with a region of the path, so that a
 * lookup makes no string. Open addressing, at most half full, never changed once built. The
 * segments stand in one text, close together: among ten thousand, each object that need not be
 * looked into saves a wait for memory.
 */
final class LiteralChildren {

  private final PathNode[] nodes;
  private final int mask;
  private final String segments;

  LiteralChildren(Collection<PathNode> children) {
    int capacity = Integer.highestOneBit(Math.max(2, children.size() * 2 - 1)) << 1;
    nodes = new PathNode[capacity];
    mask = capacity - 1;
    StringBuilder text = new StringBuilder();
    for (PathNode node : children) {
      int slot = spread(node.segment().hashCode()) & mask;
      while (nodes[slot] != null) {
        slot = slot + 1 & mask;
      }
      nodes[slot] = node;
      node.standsAt(text.length());
      text.append(node.segment());
    }
    segments = text.toString();
  }

  @Nullable PathNode get(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int slot = spread(hash) & mask;
    int length = end - start;
    for (PathNode node = nodes[slot]; node != null; node = nodes[slot]) {
      if (node.length() == length && text.regionMatches(start, segments, node.at(), length)) {
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
