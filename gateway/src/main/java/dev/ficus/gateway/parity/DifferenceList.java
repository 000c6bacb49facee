package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Differences as they are found: one of a kind for each path, and not without end. */
final class DifferenceList {

  private final int most;
  private final Map<String, Difference> found = new LinkedHashMap<>();

  DifferenceList(int most) {
    this.most = most;
  }

  void add(Difference difference) {
    if (!isFull()) {
      found.putIfAbsent(difference.kind() + " " + difference.path(), difference);
    }
  }

  boolean isFull() {
    return found.size() >= most;
  }

  int size() {
    return found.size();
  }

  List<Difference> all() {
    return new ArrayList<>(found.values());
  }
}
