package dev.ficus.bench.proxy;

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

  String method() {
    return sent > 0 ? "POST" : "GET";
  }
}
