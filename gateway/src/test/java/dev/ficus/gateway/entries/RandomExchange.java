package dev.ficus.gateway.entries;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A valid request and a valid answer to it, octet by octet, of the many kinds that old clients and
 * servers send.
 *
 * @param lines the request's own header lines, Host and framing included
 * @param ends whether the answer ends with the connection
 */
record RandomExchange(
    String method,
    String target,
    List<String> lines,
    String body,
    int status,
    String reason,
    List<String> answerLines,
    String answerBody,
    boolean ends) {

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "REPORT");
  private static final List<String> SEGMENTS =
      List.of(
          "a",
          "orders",
          "42",
          "x.y",
          "%41",
          "caf%C3%A9",
          "a+b",
          "a,b",
          "~me",
          "a=b",
          "(1)",
          "it's",
          "$0",
          "a:b",
          "@x",
          "!",
          "*",
          "a&b",
          ";p=1");
  private static final List<String> ODD_SEGMENTS =
      List.of("|", "{id}", "%zz", "%", "[0]", "\u00e9", "", "^", "`", "\"", "<x>");
  private static final List<String> NAMES =
      List.of(
          "Accept",
          "accept-language",
          "COOKIE",
          "X-Custom",
          "x-custom",
          "X-CUSTOM",
          "If-None-Match",
          "Authorization",
          "X_under",
          "Referer",
          "Range",
          "User-Agent",
          "traceparent",
          "DNT");
  private static final List<String> ANSWER_NAMES =
      List.of(
          "Server",
          "ETag",
          "x-powered-by",
          "Vary",
          "vary",
          "Cache-Control",
          "Last-Modified",
          "X-Frame-Options",
          "WWW-Authenticate",
          "Content-Language",
          "Warning",
          "P3P");
  private static final List<String> VALUES =
      List.of(
          "*/*",
          "a=b; c=\"d\"",
          "W/\"x\"",
          "",
          "caf\u00e9",
          "text/html,application/xhtml+xml;q=0.9",
          "a, b,c",
          "Mon, 04 May 2026 10:00:00 GMT",
          "bytes=0-99",
          "\"quoted, comma\"",
          "x\ty");
  private static final List<Integer> STATUSES =
      List.of(200, 200, 201, 206, 302, 400, 404, 418, 500);

  /**
   * Makes one.
   *
   * @param odd whether the target may have octets that are not in the grammar, but in use
   */
  static RandomExchange of(Random random, boolean odd) {
    String method = pick(METHODS, random);
    StringBuilder target = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      boolean strange = odd && random.nextInt(4) == 0;
      target.append('/').append(strange ? pick(ODD_SEGMENTS, random) : pick(SEGMENTS, random));
    }
    if (random.nextInt(3) == 0) {
      target.append("?q=").append(pick(SEGMENTS, random)).append(odd ? "&x=|[]{}" : "&y");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Host: shop.example:8080\r\n");
    lines(lines, NAMES, random);
    String body = "";
    if (!method.equals("GET") && !method.equals("HEAD") && random.nextInt(4) > 0) {
      body = body(random, lines);
    }
    List<String> answerLines = new ArrayList<>();
    lines(answerLines, ANSWER_NAMES, random);
    String answerBody = "";
    boolean ends = false;
    if (method.equals("HEAD")) {
      answerLines.add("Content-Length: 1234\r\n");
    } else {
      answerBody = body(random, answerLines);
    }
    return new RandomExchange(
        method,
        target.toString(),
        lines,
        body,
        pick(STATUSES, random),
        random.nextInt(5) == 0 ? "Whatever it is" : "OK",
        answerLines,
        answerBody,
        ends);
  }

  private static void lines(List<String> lines, List<String> names, Random random) {
    for (int i = random.nextInt(8); i > 0; i--) {
      String space = random.nextInt(6) == 0 ? "" : " ";
      String line = pick(names, random) + ":" + space + pick(VALUES, random);
      lines.add(random.nextInt(lines.size() + 1), line + "\r\n");
    }
  }

  /** Adds the line that frames it. */
  private static String body(Random random, List<String> lines) {
    StringBuilder content = new StringBuilder();
    for (int i = random.nextInt(300); i > 0; i--) {
      content.append((char) random.nextInt(256));
    }
    int at = random.nextInt(lines.size() + 1);
    if (random.nextBoolean()) {
      lines.add(
          at,
          (random.nextBoolean() ? "Content-Length: " : "content-length:")
              + content.length()
              + "\r\n");
      return content.toString();
    }
    lines.add(at, "Transfer-Encoding: chunked\r\n");
    StringBuilder framed = new StringBuilder();
    for (int from = 0; from < content.length(); ) {
      int size = Math.min(1 + random.nextInt(100), content.length() - from);
      framed.append(Integer.toHexString(size)).append(random.nextInt(4) == 0 ? ";x=y" : "");
      framed.append("\r\n").append(content, from, from + size).append("\r\n");
      from += size;
    }
    framed.append("0\r\n").append(random.nextInt(4) == 0 ? "X-Sum: 7\r\n" : "").append("\r\n");
    return framed.toString();
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  String request() {
    return method + " " + target + " HTTP/1.1\r\n" + String.join("", lines) + "\r\n" + body;
  }

  String answer() {
    return "HTTP/1.1 "
        + status
        + " "
        + reason
        + "\r\n"
        + String.join("", answerLines)
        + "\r\n"
        + answerBody;
  }

  @Override
  public String toString() {
    return request() + "\n--\n" + answer();
  }
}
