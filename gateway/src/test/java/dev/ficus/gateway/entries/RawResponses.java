package dev.ficus.gateway.entries;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as raw bytes, each with what the client gets: the rows of {@link RawResponsesIT}. */
final class RawResponses {

  /**
   * @param method of the request
   * @param answer in Latin-1; the upstream closes after it if {@code closes}
   * @param status that the client gets; 0 if its connection ends in the middle of the answer
   * @param lines header lines that it gets, in this order
   * @param body that it gets
   * @param relayOnly whether the entry through Spring Cloud Gateway makes something else of it
   */
  record Row(
      String name,
      String method,
      String answer,
      boolean closes,
      int status,
      List<String> lines,
      @Nullable String body,
      boolean relayOnly) {

    Row lines(String... expected) {
      return new Row(name, method, answer, closes, status, List.of(expected), body, relayOnly);
    }

    Row body(String expected) {
      return new Row(name, method, answer, closes, status, lines, expected, relayOnly);
    }

    Row throughRelayOnly() {
      return new Row(name, method, answer, closes, status, lines, body, true);
    }

    Row to(String other) {
      return new Row(name, other, answer, closes, status, lines, body, relayOnly);
    }

    Row andCloses() {
      return new Row(name, method, answer, true, status, lines, body, relayOnly);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private RawResponses() {}

  private static Row row(String name, int status, String answer) {
    return new Row(name, "GET", answer, false, status, List.of(), null, false);
  }

  private static String ok(String lines, String body) {
    return "HTTP/1.1 200 OK\r\n" + lines + "\r\n" + body;
  }

  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    good(rows);
    framed(rows);
    bodyless(rows);
    bad(rows);
    return rows;
  }

  private static void good(List<Row> rows) {
    rows.add(row("by length", 200, ok("Content-Length: 5\r\n", "hello")).body("hello"));
    rows.add(
        row("its own reason", 200, "HTTP/1.1 200 Fine By Me\r\nContent-Length: 0\r\n\r\n")
            .body(""));
    rows.add(row("no reason", 200, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n").body(""));
    rows.add(
        row("no reason and no space", 200, "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n").body(""));
    for (int status : List.of(201, 202, 203, 206, 299, 300, 304, 400, 404, 418, 499, 500, 599)) {
      String length = status == 304 ? "" : "Content-Length: 0\r\n";
      rows.add(row("status " + status, status, "HTTP/1.1 " + status + " X\r\n" + length + "\r\n"));
    }
    rows.add(row("status 999", 999, "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n"));
    rows.add(
        row(
                "order, case and duplicates",
                200,
                ok(
                    "b: 1\r\n"
                        + "A: 2\r\n"
                        + "B: 3\r\n"
                        + "Set-Cookie: a=1\r\n"
                        + "set-cookie: b=2\r\n"
                        + "Content-Length: 0\r\n",
                    ""))
            .lines("b: 1", "A: 2", "B: 3", "Set-Cookie: a=1", "set-cookie: b=2")
            .throughRelayOnly());
    rows.add(
        row("line feeds alone", 200, "HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 5\n\nhello")
            .lines("X-A: 1")
            .body("hello")
            .throughRelayOnly());
    rows.add(
        row("folded line", 200, ok("X-A: 1\r\n  2\r\nContent-Length: 0\r\n", ""))
            .lines("X-A: 1    2")
            .throughRelayOnly());
    rows.add(
        row("space before a colon", 200, ok("X-A : 1\r\nContent-Length: 0\r\n", ""))
            .lines("X-A: 1")
            .throughRelayOnly());
    rows.add(
        row("high octets", 200, ok("X-A: \u00e9\u00ff\r\nContent-Length: 0\r\n", ""))
            .lines("X-A: \u00e9\u00ff")
            .throughRelayOnly());
    rows.add(
        row(
                "early hints",
                200,
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                    + ok("Content-Length: 5\r\n", "hello"))
            .body("hello")
            .throughRelayOnly());
  }

  private static void framed(List<Row> rows) {
    String chunks = "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    rows.add(row("chunks", 200, ok("Transfer-Encoding: chunked\r\n", chunks)).body("hello"));
    rows.add(
        row(
                "chunks with an extension",
                200,
                ok("Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"))
            .body("hello"));
    rows.add(
        row(
                "chunks with a trailer",
                200,
                ok(
                    "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n",
                    "5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n"))
            .body("hello"));
    rows.add(
        row(
                "chunk sizes with trailing blanks",
                200,
                ok("Transfer-Encoding: chunked\r\n", "2  \r\nhe\r\n3\t\r\nllo\r\n0  \r\n\r\n"))
            .body("hello")
            .throughRelayOnly());
    rows.add(
        row(
                "two encodings without a space between them",
                200,
                ok("Transfer-Encoding: gzip,chunked\r\n", chunks))
            .lines("Transfer-Encoding: gzip,chunked")
            .body("hello")
            .throughRelayOnly());
    rows.add(
        row(
                "encoding beside a length",
                200,
                ok("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", chunks))
            .body("hello")
            .throughRelayOnly());
    rows.add(
        row("two equal lengths", 200, ok("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"))
            .body("hello")
            .throughRelayOnly());
    rows.add(
        row("until the end of the connection", 200, ok("", "hello")).andCloses().body("hello"));
    rows.add(row("HTTP/1.0", 200, "HTTP/1.0 200 OK\r\n\r\nhello").andCloses().body("hello"));
    rows.add(
        row("HTTP/1.0 by length", 200, "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            .body("hello"));
    rows.add(
        row("large", 200, ok("Content-Length: 300000\r\n", "x".repeat(300_000)))
            .body("x".repeat(300_000)));
    rows.add(row("short of its length", 0, ok("Content-Length: 9\r\n", "hello")).andCloses());
    rows.add(row("cut chunk", 0, ok("Transfer-Encoding: chunked\r\n", "9\r\nhello")).andCloses());
    rows.add(
        row("chunks without an end", 0, ok("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"))
            .andCloses());
    rows.add(row("bad chunk", 0, ok("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nzz\r\n")));
  }

  private static void bodyless(List<Row> rows) {
    rows.add(row("answer to a HEAD", 200, ok("Content-Length: 500\r\n", "")).to("HEAD"));
    rows.add(
        row("chunked answer to a HEAD", 200, ok("Transfer-Encoding: chunked\r\n", "")).to("HEAD"));
    rows.add(row("no content", 204, "HTTP/1.1 204 No Content\r\n\r\n"));
    rows.add(
        row(
                "not modified with a length",
                304,
                "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 500\r\n\r\n")
            .lines("ETag: \"a\"")
            .throughRelayOnly());
  }

  private static void bad(List<Row> rows) {
    for (String answer :
        List.of(
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTQ/1.1 200 OK\r\n\r\n",
            "ICY 200 OK\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "<html>",
            "\u0016\u0003\u0001\u0002\u0000",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 099 OK\r\n\r\n",
            "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nNoColon\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: 1\r\n",
            "",
            "HT")) {
      String shown = answer.replace("\r", "\\r").replace("\n", "\\n").replace("\u0000", "\\0");
      Row row = row("answer '" + shown + "'", 502, answer).andCloses();
      boolean lenient =
          answer.startsWith("HTTP/2.0")
              || answer.startsWith("HTTP/2 ")
              || answer.contains(" 2000 ")
              || answer.contains(" 099 ")
              || answer.contains("HTTP/1.1  200");
      rows.add(lenient ? row.throughRelayOnly() : row);
    }
    rows.add(
        row("head over its limit", 502, ok("X: " + "x".repeat(70_000) + "\r\n", "")).andCloses());
  }
}
