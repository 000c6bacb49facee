package dev.ficus.gateway.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The head of a request, read strictly: what two servers might read in two ways is a fault. */
public final class RequestMessage extends MessageHead {

  /** For {@link #bodyLength}: the body is chunked. */
  public static final long CHUNKED = -1;

  private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"
  };

  private final int maxLine;

  private String method = "";
  private int methodEnd;
  private int targetStart;
  private int targetEnd;
  private int question;
  private boolean http11;
  private long bodyLength;

  /** From an absolute target, which outranks the Host header (RFC 9112, section 3.2.2). */
  private @Nullable String authority;

  /** The path and query of an absolute target that has no path. */
  private @Nullable String rooted;

  /**
   * @param maxLine of the request line, in bytes
   * @param maxHead of everything up to the empty line
   * @param maxFields header lines
   */
  public RequestMessage(int maxLine, int maxHead, int maxFields) {
    super(maxHead, maxFields);
    this.maxLine = maxLine;
  }

  @Override
  public void clear() {
    super.clear();
    authority = null;
    rooted = null;
  }

  /** Whether this is how HTTP/2 begins with a server that is known to speak it (RFC 9113, 3.4). */
  public boolean isHttp2Preface() {
    return length - start == PREFACE.length
        && Arrays.equals(bytes, start, length, PREFACE, 0, PREFACE.length);
  }

  /** Why a head that has not ended cannot be read on; null if it can. */
  public @Nullable Fault tooLarge() {
    if (length - start > maxLine && !hasLine()) {
      return Fault.REQUEST_LINE_TOO_LONG;
    }
    return isOverLimit() ? Fault.HEAD_TOO_LARGE : null;
  }

  /** Reads the head once it is whole; null if it is good. */
  public @Nullable Fault parse() {
    int at = start;
    while (Octets.is(bytes[at], Octets.TOKEN)) {
      at++;
    }
    if (at == start || bytes[at] != ' ') {
      return Fault.REQUEST_LINE;
    }
    methodEnd = at;
    method = methodOf(start, at);
    targetStart = ++at;
    question = -1;
    while (Octets.is(bytes[at], Octets.TARGET)) {
      if (bytes[at] == '?' && question < 0) {
        question = at;
      }
      at++;
    }
    targetEnd = at;
    if (targetEnd == targetStart || bytes[at] != ' ') {
      return Fault.REQUEST_LINE;
    }
    if (targetEnd - start > maxLine) {
      return Fault.REQUEST_LINE_TOO_LONG;
    }
    at++;
    Fault fault = version(at);
    if (fault == null) {
      fault = lines(at + VERSION.length + 3);
    }
    if (fault == null) {
      fault = target();
    }
    if (fault == null) {
      fault = hosts();
    }
    return fault == null ? framing() : fault;
  }

  private String methodOf(int from, int to) {
    for (String known : METHODS) {
      if (known.length() == to - from && known.charAt(0) == bytes[from]) {
        int i = 1;
        while (i < known.length() && known.charAt(i) == bytes[from + i]) {
          i++;
        }
        if (i == known.length()) {
          return known;
        }
      }
    }
    return text(from, to);
  }

  private @Nullable Fault version(int at) {
    boolean http = end - at > VERSION.length;
    for (int i = 0; http && i < VERSION.length - 2; i++) {
      http = bytes[at + i] == VERSION[i];
    }
    int digit = at + VERSION.length;
    if (!http
        || Octets.digit(bytes[digit - 2]) < 0
        || bytes[digit - 1] != '.'
        || Octets.digit(bytes[digit]) < 0
        || bytes[digit + 1] != '\r'
        || bytes[digit + 2] != '\n') {
      return Fault.REQUEST_LINE;
    }
    http11 = bytes[digit] != '0';
    return bytes[digit - 2] == '1' ? null : Fault.VERSION;
  }

  private @Nullable Fault lines(int from) {
    int at = from;
    while (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      int lineStart = at;
      if (bytes[at] == ' ' || bytes[at] == '\t') {
        return Fault.FOLDED_LINE;
      }
      int hash = 0;
      while (Octets.is(bytes[at], Octets.TOKEN)) {
        hash = Field.hash(hash, bytes[at++]);
      }
      int nameEnd = at;
      if (nameEnd == lineStart || bytes[at] != ':') {
        return bytes[at] == '\n' || bytes[at] == '\r' ? Fault.LINE_END : Fault.HEADER_LINE;
      }
      at++;
      while (bytes[at] == ' ' || bytes[at] == '\t') {
        at++;
      }
      int valueStart = at;
      while (Octets.is(bytes[at], Octets.VALUE)) {
        at++;
      }
      if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
        return Fault.LINE_END;
      }
      int valueEnd = at;
      while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
        valueEnd--;
      }
      at += 2;
      Field field = Field.of(bytes, lineStart, nameEnd, hash);
      if (!add(field, lineStart, nameEnd, valueStart, valueEnd, at)) {
        return Fault.TOO_MANY_FIELDS;
      }
    }
    // A lone line feed would have ended the head before this empty line.
    return at + 2 == end ? null : Fault.LINE_END;
  }

  /** The four forms of a target (RFC 9112, section 3.2). */
  private @Nullable Fault target() {
    if (method.equals("CONNECT")) {
      return Fault.CONNECT;
    }
    if (bytes[targetStart] == '/') {
      return null;
    }
    if (bytes[targetStart] == '*') {
      boolean server = targetEnd == targetStart + 1 && method.equals("OPTIONS");
      return server ? null : Fault.TARGET;
    }
    return absolute();
  }

  private @Nullable Fault absolute() {
    String whole = text(targetStart, targetEnd);
    int colon = whole.indexOf("://");
    String scheme = colon < 0 ? "" : whole.substring(0, colon);
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      return Fault.TARGET;
    }
    int from = colon + 3;
    int to = from;
    while (to < whole.length() && "/?".indexOf(whole.charAt(to)) < 0) {
      to++;
    }
    for (int i = from; i < to; i++) {
      if (!Octets.is((byte) whole.charAt(i), Octets.HOST)) {
        return Fault.TARGET;
      }
    }
    if (to == from) {
      return Fault.TARGET;
    }
    authority = whole.substring(from, to);
    if (to == whole.length() || whole.charAt(to) == '?') {
      rooted = "/" + whole.substring(to);
    } else {
      targetStart += to;
    }
    return null;
  }

  private @Nullable Fault hosts() {
    int line = line(Field.HOST, 0);
    if (line < 0) {
      return http11 ? Fault.NO_HOST : null;
    }
    if (line(Field.HOST, line + 1) >= 0) {
      return Fault.SEVERAL_HOSTS;
    }
    for (int i = valueStart(line); i < valueEnd(line); i++) {
      if (!Octets.is(bytes[i], Octets.HOST)) {
        return Fault.HOST;
      }
    }
    return null;
  }

  /** RFC 9112, section 6; where it leaves a choice, the strict one. */
  private @Nullable Fault framing() {
    bodyLength = 0;
    int length = line(Field.CONTENT_LENGTH, 0);
    int encoding = line(Field.TRANSFER_ENCODING, 0);
    if (length >= 0) {
      if (encoding >= 0) {
        return Fault.LENGTH_AND_ENCODING;
      }
      if (line(Field.CONTENT_LENGTH, length + 1) >= 0) {
        return Fault.SEVERAL_LENGTHS;
      }
      bodyLength = number(length);
      return bodyLength < 0 ? Fault.CONTENT_LENGTH : null;
    }
    if (encoding >= 0) {
      if (!http11 || line(Field.TRANSFER_ENCODING, encoding + 1) >= 0) {
        return Fault.TRANSFER_ENCODING;
      }
      if (!valueIs(encoding, "chunked")) {
        return value(encoding).endsWith(", chunked")
            ? Fault.UNKNOWN_ENCODING
            : Fault.TRANSFER_ENCODING;
      }
      bodyLength = CHUNKED;
    }
    return null;
  }

  public String method() {
    return method;
  }

  /** Whether the client speaks HTTP/1.1, and not 1.0. */
  public boolean isHttp11() {
    return http11;
  }

  /** How long the body is, or {@link #CHUNKED}. */
  public long bodyLength() {
    return bodyLength;
  }

  /** The path as sent, without the query; {@code *} for the server as a whole. */
  public String rawPath() {
    if (rooted != null) {
      return "/";
    }
    return text(targetStart, question < 0 ? targetEnd : question);
  }

  /** What follows the question mark as sent, or null if there is none. */
  public @Nullable String rawQuery() {
    return question < 0 ? null : text(question + 1, targetEnd);
  }

  /** Path and query as they are forwarded, where no rewrite says otherwise. */
  public String originTarget() {
    return rooted != null ? rooted : text(targetStart, targetEnd);
  }

  /** Where path and query begin in {@link #bytes}; negative if they do not stand there. */
  public int targetStart() {
    return rooted == null ? targetStart : -1;
  }

  public int targetEnd() {
    return targetEnd;
  }

  public int methodStart() {
    return start;
  }

  public int methodEnd() {
    return methodEnd;
  }

  /** The host asked for, with its port if there is one; null where an old client names none. */
  public @Nullable String host() {
    return authority != null ? authority : first(Field.HOST);
  }

  /** Whether {@link #host} is this, found out without making a string. */
  public boolean isHost(@Nullable String known) {
    if (authority != null) {
      return authority.equals(known);
    }
    int line = line(Field.HOST, 0);
    return line < 0 ? known == null : known != null && isExactly(line, known);
  }

  /** Whether the host stands in the target, and the Host header is not to be believed. */
  public boolean hasAbsoluteTarget() {
    return authority != null;
  }

  /** Whether the client wants the connection to stay open. */
  public boolean keepsAlive() {
    if (!has(Field.CONNECTION)) {
      return http11;
    }
    return http11
        ? !hasToken(Field.CONNECTION, "close")
        : hasToken(Field.CONNECTION, "keep-alive") && !hasToken(Field.CONNECTION, "close");
  }

  /** The protocol that the client would rather speak on this connection, or null. */
  public @Nullable String upgrade() {
    boolean wanted =
        has(Field.UPGRADE) && http11 && bodyLength == 0 && hasToken(Field.CONNECTION, "upgrade");
    return wanted ? first(Field.UPGRADE) : null;
  }

  /** Whether a header line would have the connection switch to HTTP/2. */
  public boolean asksForHttp2(int line) {
    return switch (field(line)) {
      case HTTP2_SETTINGS -> true;
      case UPGRADE -> value(line).regionMatches(true, 0, "h2", 0, 2);
      default -> false;
    };
  }

  public boolean expectsContinue() {
    int line = line(Field.EXPECT, 0);
    return line >= 0 && http11 && valueIs(line, "100-continue");
  }
}
