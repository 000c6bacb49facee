package dev.ficus.gateway.http1;

import java.util.Locale;

/** Why a request cannot be taken; its connection is closed after the answer. */
public enum Fault {
  REQUEST_LINE(400, "the request line is malformed"),
  REQUEST_LINE_TOO_LONG(414, "the request line is too long"),
  HEAD_TOO_LARGE(431, "the request's header fields are too large"),
  TOO_MANY_FIELDS(431, "the request has too many header fields"),
  HEADER_LINE(400, "a header line is malformed"),
  FOLDED_LINE(400, "a header line is folded"),
  LINE_END(400, "a line does not end in CR LF, or has a control character in it"),
  VERSION(505, "only HTTP/1.0 and HTTP/1.1 are spoken here"),
  CONNECT(501, "this gateway makes no tunnels"),
  TARGET(400, "the request target is malformed"),
  NO_HOST(400, "the request names no host"),
  SEVERAL_HOSTS(400, "the request names more than one host"),
  HOST(400, "the Host header is malformed"),
  CONTENT_LENGTH(400, "the Content-Length is malformed"),
  SEVERAL_LENGTHS(400, "the request has more than one Content-Length"),
  LENGTH_AND_ENCODING(400, "the request has both a Content-Length and a Transfer-Encoding"),
  TRANSFER_ENCODING(400, "the Transfer-Encoding does not end the body"),
  UNKNOWN_ENCODING(501, "the only transfer coding that is known here is chunked"),
  CHUNK(400, "a chunk of the body is malformed"),
  BODY_TOO_LARGE(413, "the request's body is too large"),
  TOO_SLOW(408, "the request did not come in time");

  private final int status;
  private final String explanation;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Fault(int status, String explanation) {
    this.status = status;
    this.explanation = explanation;
  }

  /** The fault's name in metrics, logs and problem types. */
  public String word() {
    return word;
  }

  public int status() {
    return status;
  }

  /** A sentence for the client. */
  public String explanation() {
    return explanation;
  }
}
