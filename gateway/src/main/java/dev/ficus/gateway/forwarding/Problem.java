package dev.ficus.gateway.forwarding;

/**
 * An answer of the gateway's own when it cannot forward (RFC 9457).
 *
 * @param type the last segment of the problem's type
 */
public record Problem(int status, String type, String title, String detail) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(Failure failure) {
    return new Problem(failure.status(), failure.word(), title(failure.status()), failure.explanation());
  }

  public static Problem nobody() {
    return new Problem(404, "no-route", title(404), "no route claims this request, and there is no default upstream");
  }

  public static Problem ambiguous() {
    return new Problem(
        400,
        "ambiguous-path",
        title(400),
        "the path means different places to different servers (dot segments, encoded slashes or"
            + " backslashes)");
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Bad Gateway";
    };
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
