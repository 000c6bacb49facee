package dev.ficus.gateway.entries;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests as raw bytes, each with what an upstream may see of it and what the client gets: the
 * rows of {@link RawRequestsIT}.
 */
final class RawRequests {

  /** What the entry through Spring Cloud Gateway makes of a row. */
  enum Other {
    /** What the relay makes of it. */
    SAME,
    /** It answers 400, and nothing reaches an upstream. */
    REFUSES,
    /** It forwards something else than what came. */
    ALTERS
  }

  /**
   * @param request in Latin-1
   * @param status the first status line's
   * @param seen the request line that reaches the upstream; null if nothing does
   * @param lines header lines that reach it, in this order
   * @param body that reaches it
   */
  record Row(
      String name,
      String request,
      int status,
      @Nullable String seen,
      List<String> lines,
      @Nullable String body,
      Other other) {

    Row lines(String... expected) {
      return new Row(name, request, status, seen, List.of(expected), body, other);
    }

    Row body(String expected) {
      return new Row(name, request, status, seen, lines, expected, other);
    }

    Row other(Other expected) {
      return new Row(name, request, status, seen, lines, body, expected);
    }

    boolean isRefused() {
      return seen == null;
    }

    /** Whether its head alone would be good. */
    boolean isRefusedInBody() {
      return isRefused() && name.startsWith("chunks ");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String HOST = "Host: shop.example\r\n";

  private final List<Row> rows = new ArrayList<>();

  private RawRequests() {
    requestLines();
    targets();
    methods();
    headerLines();
    hosts();
    framing();
    chunks();
    sizes();
    controls();
    bodies();
    fields();
  }

  static List<Row> all() {
    return List.copyOf(new RawRequests().rows);
  }

  private Row refused(String name, String request, int status) {
    Row row = new Row(name, request, status, null, List.of(), null, Other.SAME);
    rows.add(row);
    return row;
  }

  private void passes(Row row) {
    rows.add(row);
  }

  private static Row row(String name, String request, String seen) {
    return new Row(name, request, 200, seen, List.of(), null, Other.SAME);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String with(String lines) {
    return "GET /x HTTP/1.1\r\n" + HOST + lines + "\r\n";
  }

  private static String post(String lines, String body) {
    return "POST /x HTTP/1.1\r\n" + HOST + lines + "\r\n" + body;
  }

  private void requestLines() {
    for (String line :
        List.of(
            "GET  /x HTTP/1.1",
            "GET /x  HTTP/1.1",
            "GET /x HTTP/1.1 ",
            " GET /x HTTP/1.1",
            "GET\t/x HTTP/1.1",
            "GET /x\tHTTP/1.1",
            "GET /x",
            "GET",
            "/x HTTP/1.1",
            "GET HTTP/1.1",
            "GET /x HTTP/1",
            "GET /x HTTP/1.",
            "GET /x HTTP/1.10",
            "GET /x HTTP/11",
            "GET /x http/1.1",
            "GET /x Http/1.1",
            "GET /x HTTP /1.1",
            "GET /x HTTP/ 1.1",
            "GET /x HTTP/1.1x",
            "GET /x HTTP/a.b",
            "GET /x XTTP/1.1",
            "GET /a b HTTP/1.1",
            "G(T /x HTTP/1.1",
            "G@T /x HTTP/1.1",
            "G\u00e9T /x HTTP/1.1",
            "GET: /x HTTP/1.1")) {
      refused("request line '" + line + "'", line + "\r\n" + HOST + "\r\n", 400);
    }
    refused("request line ended by a line feed", "GET /x HTTP/1.1\n" + HOST + "\r\n", 400);
    refused("request line ended by a carriage return", "GET /x HTTP/1.1\r" + HOST + "\r\n", 400);
    refused("HTTP/2.0 in a request line", "GET /x HTTP/2.0\r\n" + HOST + "\r\n", 505);
    refused("HTTP/0.9 in a request line", "GET /x HTTP/0.9\r\n" + HOST + "\r\n", 505);
    refused("HTTP/3.1 in a request line", "GET /x HTTP/3.1\r\n" + HOST + "\r\n", 505);
    passes(row("empty line before a request", "\r\n" + get("/x"), "GET /x HTTP/1.1"));
    passes(row("HTTP/1.0", "GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.1"));
    passes(row("later HTTP/1", "GET /x HTTP/1.2\r\n" + HOST + "\r\n", "GET /x HTTP/1.1"));
    refused("two empty lines before a request", "\r\n\r\n" + get("/x"), 400);
  }

  private void targets() {
    for (String target :
        List.of(
            "x",
            "*",
            "x/y",
            "?q",
            "http:/x",
            "http:///x",
            "http://",
            "ftp://shop.example/x",
            "http://user@shop.example/x",
            "http://shop example/x",
            "http://shop.example\\/x",
            "://x",
            "shop.example:80",
            "https//x")) {
      refused("target '" + target + "'", get(target), 400);
    }
    refused("asterisk with a path", "OPTIONS */x HTTP/1.1\r\n" + HOST + "\r\n", 400);
    refused("CONNECT", "CONNECT shop.example:443 HTTP/1.1\r\n" + HOST + "\r\n", 501);
    for (String target :
        List.of(
            "/",
            "/x/",
            "//x//y",
            "///",
            "/a//",
            "/;a=b",
            "/a;jsessionid=1A",
            "/a/;b/c",
            "/%41",
            "/%2f%2F" /* one place whichever way it is read */,
            "/%e9",
            "/%C3%A9",
            "/.hidden",
            "/...",
            "/~",
            "/'",
            "/(a)",
            "/a=b",
            "/$",
            "/&",
            "/+",
            "/,",
            "/:",
            "/@",
            "/!",
            "/*",
            "/-_.~",
            "/x?",
            "/x??",
            "/x?a=1&a=2&&",
            "/x?a=%20",
            "/x?a=%2F..%2F",
            "/x?a/b?c",
            "/x?=",
            "/x?;",
            "/x?a=b;c",
            "/x?'()*!$",
            "/x?@:",
            "/x?[a]",
            "/x?a[]=1",
            "/x?%e9")) {
      passes(row("target " + target, get(target), "GET " + target + " HTTP/1.1"));
    }
    for (String target :
        List.of(
            "/|", "/{}", "/{id}", "/%", "/%z", "/%zz", "/a%", "/\"", "/<>", "/^", "/`", "/[]",
            "/x?|", "/x?{}", "/x?%", "/x?%zz", "/x?\"", "/x?<a>", "/x?`", "/x?^", "/x?\\")) {
      passes(
          row("target " + target, get(target), "GET " + target + " HTTP/1.1").other(Other.REFUSES));
    }
    for (String target : List.of("/\u00e9", "/\u00ff\u00fe", "/x?\u00e4=\u00fc", "/x#frag")) {
      passes(
          row("target " + target, get(target), "GET " + target + " HTTP/1.1").other(Other.ALTERS));
    }
    passes(
        row("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", "OPTIONS * HTTP/1.1")
            .other(Other.ALTERS));
    passes(
        row(
                "absolute target",
                "GET http://shop.example/x?y HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /x?y HTTP/1.1")
            .lines("Host: shop.example"));
    passes(
        row(
                "absolute target outranks the Host",
                "GET http://other.example/x HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /x HTTP/1.1")
            .lines("Host: other.example")
            .other(Other.ALTERS));
    passes(
        row(
                "absolute target without a path",
                "GET HTTP://shop.example HTTP/1.1\r\n" + HOST + "\r\n",
                "GET / HTTP/1.1")
            .lines("Host: shop.example"));
    passes(
        row(
            "absolute target with a query and no path",
            "GET http://shop.example?q HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /?q HTTP/1.1"));
  }

  private void methods() {
    for (String method :
        List.of(
            "PUT", "DELETE", "PATCH", "TRACE", "PURGE", "PROPFIND", "M-SEARCH", "get", "X!#$")) {
      passes(
          row(
              "method " + method,
              method + " /x HTTP/1.1\r\n" + HOST + "\r\n",
              method + " /x HTTP/1.1"));
    }
    passes(row("HEAD", "HEAD /x HTTP/1.1\r\n" + HOST + "\r\n", "HEAD /x HTTP/1.1"));
  }

  private void headerLines() {
    for (String line :
        List.of(
            "X : 1",
            "X\t: 1",
            " X: 1",
            "\tX: 1",
            "X",
            ": 1",
            "X Y: 1",
            "(X): 1",
            "X[: 1",
            "X\u00e9: 1",
            "X@: 1",
            "X: a\r\n b",
            "X: a\r\n\tb",
            "X: a\r\n ",
            "X: a\rb",
            "X: a\nY: b",
            "\"X\": 1")) {
      refused("header line '" + line + "'", with(line + "\r\n"), 400);
    }
    refused("header lines ended by line feeds", "GET /x HTTP/1.1\nHost: shop.example\n\n", 400);
    refused("head ended by a lone line feed", "GET /x HTTP/1.1\r\n" + HOST + "\n", 400);
    refused("empty line of a lone line feed", with("X: 1\r\n\n"), 400);
    passes(
        row("no space after a colon", with("X:1\r\n"), "GET /x HTTP/1.1")
            .lines("X:1")
            .other(Other.ALTERS));
    passes(row("empty value", with("X:\r\n"), "GET /x HTTP/1.1"));
    passes(
        row("value with tabs and high octets", with("X: a\tb \u00e9\u00ff\r\n"), "GET /x HTTP/1.1")
            .lines("X: a\tb \u00e9\u00ff"));
  }

  private void hosts() {
    refused("no Host", "GET /x HTTP/1.1\r\n\r\n", 400);
    refused("two Hosts", with(HOST), 400);
    refused("two different Hosts", with("host: other.example\r\n"), 400);
    refused("two Hosts under HTTP/1.0", "GET /x HTTP/1.0\r\n" + HOST + HOST + "\r\n", 400);
    for (String host :
        List.of(
            "a b",
            "a/b",
            "a?b",
            "a#b",
            "a@b",
            "a\\b",
            "a\"b",
            "<a>",
            "a|b",
            "a^b",
            "{a}",
            "a`b",
            "\u00e9.example")) {
      refused("Host '" + host + "'", "GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 400);
    }
    for (String host :
        List.of("shop.example:8080", "127.0.0.1", "[::1]:80", "under_score.example")) {
      passes(
          row("Host " + host, "GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "GET /x HTTP/1.1")
              .lines("Host: " + host));
    }
  }

  private void framing() {
    refused(
        "length, then encoding",
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        400);
    refused(
        "encoding, then length",
        post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
        400);
    refused(
        "length and an unknown encoding",
        post("Transfer-Encoding: x\r\nContent-Length: 5\r\n", "hello"),
        400);
    refused("two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400);
    refused("two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400);
    for (String length :
        List.of(
            "5, 5",
            "5,6",
            "+5",
            "-5",
            "-0",
            "0x5",
            "5a",
            "a",
            "",
            "5.0",
            "1e1",
            "5 5",
            "5;",
            "\u0035\u00b2",
            "99999999999999999999",
            "18446744073709551621")) {
      refused("length '" + length + "'", post("Content-Length: " + length + "\r\n", "hello"), 400);
    }
    for (String encoding :
        List.of(
            "identity",
            "gzip",
            "chunked, identity",
            "chunked, gzip",
            "chunked, chunked ,",
            "xchunked",
            "chunkedx",
            "chunked;q=1",
            "\"chunked\"",
            "'chunked'",
            "chunked chunked",
            "",
            ",",
            "chunked,",
            ",chunked",
            "identity, chunked ;x")) {
      refused(
          "encoding '" + encoding + "'",
          post("Transfer-Encoding: " + encoding + "\r\n", "0\r\n\r\n"),
          400);
    }
    refused(
        "encoding 'gzip, chunked'", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501);
    refused(
        "two encodings",
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        400);
    refused(
        "encodings that disagree",
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        400);
    refused(
        "encoding with a space before its colon",
        post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        400);
    refused(
        "encoding after a vertical tab",
        post("Transfer-Encoding:\u000bchunked\r\n", "0\r\n\r\n"),
        400);
    refused(
        "encoding on a folded line", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400);
    refused(
        "encoding under HTTP/1.0",
        "POST /x HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400);
    passes(
        row(
                "encoding in capitals",
                post("TRANSFER-ENCODING: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"),
                "POST /x HTTP/1.1")
            .body("hello"));
    passes(
        row(
                "length with spaces around it",
                post("Content-Length:   5  \r\n", "hello"),
                "POST /x HTTP/1.1")
            .body("hello"));
    passes(
        row(
                "length with zeros before it",
                post("Content-Length: 005\r\n", "hello"),
                "POST /x HTTP/1.1")
            .body("hello"));
  }

  private void chunks() {
    for (String body :
        List.of(
            "z\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            " 5\r\nhello\r\n0\r\n\r\n",
            "5 \r\nhello\r\n0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "5\rhello\r\n0\r\n\r\n",
            "5\r\nhelloX\r\n0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5\r\nhello\r\r\n0\r\n\r\n",
            "5;a\nhello\r\n0\r\n\r\n",
            "5;\u0000\r\nhello\r\n0\r\n\r\n",
            "5;a\rb\r\nhello\r\n0\r\n\r\n",
            "\r\nhello\r\n0\r\n\r\n",
            "11111111111111111\r\nhello\r\n",
            "5\r\nhello\r\n0\n\r\n",
            "5\r\nhello\r\n0\r\nX Y: 1\r\n\r\n",
            "5\r\nhello\r\n0\r\n X: 1\r\n\r\n",
            "5\r\nhello\r\n0\r\nX: a\nY: b\r\n\r\n",
            "5\r\nhello\r\n0\r\nX\r\n\r\n",
            "5\r\nhello\r\n0\r\nX: a\u0000\r\n\r\n")) {
      refused(
          "chunks " + body.replace("\r", "\\r").replace("\n", "\\n"),
          post("Transfer-Encoding: chunked\r\n", body),
          400);
    }
  }

  private void sizes() {
    refused("long request line", get("/" + "x".repeat(17_000)), 414);
    refused("endless request line", "GET /" + "x".repeat(70_000), 414);
    refused("long method", "G".repeat(20_000), 414);
    refused("long header", with("X: " + "x".repeat(70_000) + "\r\n"), 431);
    refused("many headers", with("X: 1\r\n".repeat(300)), 431);
    refused("many long headers", with(("X: " + "x".repeat(900) + "\r\n").repeat(90)), 431);
    passes(
        row(
            "as long as allowed",
            get("/" + "x".repeat(8_000)),
            "GET /" + "x".repeat(8_000) + " HTTP/1.1"));
    passes(
        row(
            "large headers",
            with(("X: " + "x".repeat(900) + "\r\n").repeat(20)),
            "GET /x HTTP/1.1"));
  }

  /** No control character is ever let through, wherever it stands. */
  private void controls() {
    for (char c = 0; c <= 0x7f; c = c == 0x1f ? 0x7f : (char) (c + 1)) {
      String code = String.format("%02x", (int) c);
      if (c != '\r' && c != '\n') {
        refused("control " + code + " in a target", get("/a" + c + "b"), 400);
        refused("control " + code + " in a name", with("X" + c + "Y: 1\r\n"), 400);
        if (c != '\t') {
          refused("control " + code + " in a value", with("X: a" + c + "b\r\n"), 400);
        }
      }
    }
  }

  private void bodies() {
    passes(
        row("body by length", post("Content-Length: 5\r\n", "hello"), "POST /x HTTP/1.1")
            .body("hello"));
    passes(row("empty body", post("Content-Length: 0\r\n", ""), "POST /x HTTP/1.1").body(""));
    passes(row("no body", post("", ""), "POST /x HTTP/1.1").body(""));
    passes(
        row(
                "chunks",
                post("Transfer-Encoding: chunked\r\n", "2\r\nhe\r\n003\r\nllo\r\n0\r\n\r\n"),
                "POST /x HTTP/1.1")
            .body("hello"));
    passes(
        row(
                "chunks with extensions",
                post(
                    "Transfer-Encoding: chunked\r\n", "5;a=b;c=\"d e\"\r\nhello\r\n0;last\r\n\r\n"),
                "POST /x HTTP/1.1")
            .body("hello"));
    passes(
        row(
                "body of a GET",
                "GET /x HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nhi",
                "GET /x HTTP/1.1")
            .body("hi"));
    passes(
        row(
                "body of a DELETE",
                "DELETE /x HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nhi",
                "DELETE /x HTTP/1.1")
            .body("hi"));
    passes(
        row(
                "body of HTTP/1.0",
                "POST /x HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi",
                "POST /x HTTP/1.1")
            .body("hi"));
  }

  private void fields() {
    passes(
        row(
                "order, case and duplicates",
                with("b: 1\r\nA: 2\r\nB: 3\r\nx-A: 4\r\na: 5\r\n"),
                "GET /x HTTP/1.1")
            .lines("b: 1", "A: 2", "B: 3", "x-A: 4", "a: 5")
            .other(Other.ALTERS));
    passes(
        row(
            "hop-by-hop fields",
            with(
                "Connection: keep-alive, X-Hop\r\n"
                    + "Keep-Alive: timeout=5\r\n"
                    + "X-Hop: 1\r\n"
                    + "Proxy-Connection: close\r\n"
                    + "Upgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"),
            "GET /x HTTP/1.1"));
    passes(
        row(
            "forged fields",
            with(
                "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nFicus-Shadow: 1\r\n"
                    + "x-forwarded-user: root\r\n"),
            "GET /x HTTP/1.1"));
    passes(
        row(
                "other fields with an underscore",
                with("Transfer_Encoding: chunked\r\n"),
                "GET /x HTTP/1.1")
            .lines("Transfer_Encoding: chunked"));
  }
}
