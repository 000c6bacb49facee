package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.http1.Fault;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** An answer of the gateway's own when it cannot forward (RFC 9457). */
public final class Problem {

  public static final String MEDIA_TYPE = "application/problem+json";

  /** What failures are answered with, written once: a gateway that refuses does so many times. */
  private static final Map<Failure, Problem> OF_FAILURES = new EnumMap<>(Failure.class);

  static {
    for (Failure failure : Failure.values()) {
      int status = ForwardingTable.of(failure, Progress.NOTHING_SENT, false, false).status();
      OF_FAILURES.put(failure, made(failure, status));
    }
  }

  private final int status;
  private final String type;
  private final String title;
  private final String detail;
  private final byte[] octets;

  /**
   * @param type the last segment of the problem's type
   */
  public Problem(int status, String type, String title, String detail) {
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
    octets = json().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What the client is told of a failure.
   *
   * @param status as the table says
   */
  public static Problem of(Failure failure, int status) {
    Problem usual = OF_FAILURES.get(failure);
    return usual != null && usual.status == status ? usual : made(failure, status);
  }

  private static Problem made(Failure failure, int status) {
    return new Problem(status, failure.word(), title(status), failure.explanation());
  }

  /** What the client is told of a request that cannot be taken. */
  public static Problem of(Fault fault) {
    return new Problem(fault.status(), fault.word(), title(fault.status()), fault.explanation());
  }

  public static Problem nobody() {
    return new Problem(
        404,
        "no-route",
        title(404),
        "no route claims this request, and there is no default upstream");
  }

  public static Problem filtersUnusable() {
    return new Problem(
        500,
        "filters-unusable",
        title(500),
        "a filter of this route cannot be used as its route file says it");
  }

  public static Problem ambiguous() {
    return new Problem(
        400,
        "ambiguous-path",
        title(400),
        "the path means different places to different servers (dot segments, encoded slashes or"
            + " backslashes)");
  }

  /** What a status is called (RFC 9110, section 15). */
  public static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 410 -> "Gone";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 422 -> "Unprocessable Content";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Bad Gateway";
    };
  }

  public int status() {
    return status;
  }

  /** The last segment of its type: one word or several, joined. */
  public String type() {
    return type;
  }

  public String title() {
    return title;
  }

  /** The document, not to be changed. */
  public byte[] octets() {
    return octets;
  }

  /** The document; its texts are ours and need no escaping. */
  public String json() {
    return "{\"type\":\"https://ficus.dev/problems/"
        + type
        + "\",\"title\":\""
        + title
        + "\",\"status\":"
        + status
        + ",\"detail\":\""
        + detail
        + "\"}";
  }
}
