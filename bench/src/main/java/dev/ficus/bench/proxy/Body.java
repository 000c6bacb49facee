package dev.ficus.bench.proxy;

import java.util.ArrayList;
import java.util.List;

/** What is sent and what is answered. */
enum Body {
  EMPTY("0", 0, 0),
  SMALL("330", 0, 330),
  KILOBYTE("1k", 0, 1024),
  LARGE("100k", 0, 100 * 1024),
  POST_KILOBYTE("post1k", 1024, 330),
  POST_LARGE("post100k", 100 * 1024, 330);

  final String word;
  final int sent;
  final int answered;

  Body(String word, int sent, int answered) {
    this.word = word;
    this.sent = sent;
    this.answered = answered;
  }

  /**
   * The answer: an order as JSON, its last member as long as it takes.
   *
   * @param turned its members the other way round, so that only who reads it finds it equal
   */
  String answer(boolean turned) {
    if (answered == 0) {
      return "";
    }
    StringBuilder items = new StringBuilder("\"items\":[");
    do {
      items.append(items.length() > 10 ? "," : "");
      items.append("{\"sku\":\"A-4711\",\"quantity\":2,\"price\":12.50}");
    } while (items.length() < answered - 220);
    List<String> members =
        new ArrayList<>(
            List.of(
                "\"id\":4711",
                "\"status\":\"open\"",
                "\"customer\":{\"name\":\"Anna\",\"city\":\"Ulm\"}",
                items + "]"));
    int length = members.stream().mapToInt(String::length).sum() + members.size();
    int rest = answered - length - "{\"note\":\"\"}".length();
    members.add("\"note\":\"" + "x".repeat(rest) + "\"");
    List<String> ordered = turned ? members.reversed() : members;
    return "{" + String.join(",", ordered) + "}";
  }

  String method() {
    return sent > 0 ? "POST" : "GET";
  }
}
