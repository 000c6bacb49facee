package dev.ficus.gateway.http1;

/**
 * The head of a response, read as old servers write it: a lone line feed ends a line, and a folded
 * line is one.
 */
public final class ResponseMessage extends MessageHead {

  /** For {@link #bodyLength}: the body is chunked. */
  public static final long CHUNKED = -1;

  /** For {@link #bodyLength}: the body ends with the connection. */
  public static final long UNTIL_CLOSE = -2;

  private static final int MALFORMED = -3;
  private static final String BEGIN = "HTTP/1.";

  private int status;
  private int reasonStart;
  private int reasonEnd;
  private boolean http11;
  private long bodyLength;

  public ResponseMessage(int maxHead, int maxFields) {
    super(maxHead, maxFields);
  }

  /**
   * Reads the head once it is whole; false if it is not HTTP.
   *
   * @param toHead whether the request was a HEAD, to which no answer has a body
   */
  public boolean parse(boolean toHead) {
    if (!statusLine()) {
      return false;
    }
    if (!lines(next(reasonEnd))) {
      return false;
    }
    bodyLength = length(toHead);
    return bodyLength != MALFORMED;
  }

  /** Whether what has come in so far can begin a response. */
  public boolean looksLikeHttp() {
    for (int i = 0; i < BEGIN.length() && start + i < length; i++) {
      if (bytes[start + i] != BEGIN.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean statusLine() {
    if (end - start < 14 || !looksLikeHttp()) {
      return false;
    }
    int at = start + BEGIN.length();
    int minor = Octets.digit(bytes[at]);
    if (minor < 0 || bytes[at + 1] != ' ') {
      return false;
    }
    http11 = minor > 0;
    int hundreds = Octets.digit(bytes[at + 2]);
    int tens = Octets.digit(bytes[at + 3]);
    int ones = Octets.digit(bytes[at + 4]);
    status = 100 * hundreds + 10 * tens + ones;
    if (hundreds < 1 || tens < 0 || ones < 0 || bytes[at + 5] > ' ') {
      return false;
    }
    reasonStart = bytes[at + 5] == ' ' ? at + 6 : at + 5;
    reasonEnd = reasonStart;
    while (Octets.is(bytes[reasonEnd], Octets.VALUE)) {
      reasonEnd++;
    }
    return isLineEnd(reasonEnd);
  }

  private boolean isLineEnd(int at) {
    return bytes[at] == '\n' || bytes[at] == '\r' && bytes[at + 1] == '\n';
  }

  private int next(int lineEnd) {
    return bytes[lineEnd] == '\r' ? lineEnd + 2 : lineEnd + 1;
  }

  private boolean lines(int from) {
    int at = from;
    while (!isLineEnd(at)) {
      int lineStart = at;
      int hash = 0;
      while (Octets.is(bytes[at], Octets.TOKEN)) {
        hash = Field.hash(hash, bytes[at++]);
      }
      int nameEnd = at;
      // A space before the colon is dropped with the line end's (RFC 9112, section 5.1).
      while (bytes[at] == ' ' || bytes[at] == '\t') {
        at++;
      }
      if (nameEnd == lineStart || bytes[at] != ':') {
        return false;
      }
      at++;
      while (bytes[at] == ' ' || bytes[at] == '\t') {
        at++;
      }
      int valueStart = at;
      int lineEnd = unfolded(at);
      if (lineEnd < 0) {
        return false;
      }
      int valueEnd = lineEnd;
      while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
        valueEnd--;
      }
      at = next(lineEnd);
      Field field = Field.of(bytes, lineStart, nameEnd, hash);
      if (!add(field, lineStart, nameEnd, Math.min(valueStart, valueEnd), valueEnd, at)) {
        return false;
      }
    }
    return next(at) == end;
  }

  /** Where a value ends, its folded lines joined by spaces (RFC 9112, section 5.2). */
  private int unfolded(int from) {
    int at = from;
    while (true) {
      while (Octets.is(bytes[at], Octets.VALUE)) {
        at++;
      }
      if (!isLineEnd(at)) {
        return -1;
      }
      int next = next(at);
      if (next >= end || bytes[next] != ' ' && bytes[next] != '\t') {
        return at;
      }
      for (int i = at; i < next; i++) {
        bytes[i] = ' ';
      }
    }
  }

  private long length(boolean toHead) {
    if (toHead || status < 200 || status == 204 || status == 304) {
      return 0;
    }
    if (has(Field.TRANSFER_ENCODING)) {
      return isLastToken(Field.TRANSFER_ENCODING, "chunked") ? CHUNKED : UNTIL_CLOSE;
    }
    int line = line(Field.CONTENT_LENGTH, 0);
    if (line < 0) {
      return UNTIL_CLOSE;
    }
    long length = number(line);
    for (int more = line(Field.CONTENT_LENGTH, line + 1); more >= 0; ) {
      if (number(more) != length) {
        return MALFORMED;
      }
      more = line(Field.CONTENT_LENGTH, more + 1);
    }
    return length < 0 ? MALFORMED : length;
  }

  public int status() {
    return status;
  }

  /** How long the body is; or {@link #CHUNKED}, or {@link #UNTIL_CLOSE}. */
  public long bodyLength() {
    return bodyLength;
  }

  public int reasonStart() {
    return reasonStart;
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  /** Whether the server keeps the connection open after its answer. */
  public boolean keepsAlive() {
    if (!has(Field.CONNECTION)) {
      return http11;
    }
    return http11 ? !hasToken(Field.CONNECTION, "close") : hasToken(Field.CONNECTION, "keep-alive");
  }
}
