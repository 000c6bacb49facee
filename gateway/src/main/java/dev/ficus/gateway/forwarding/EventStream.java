package dev.ficus.gateway.forwarding;

import org.jspecify.annotations.Nullable;

/**
 * A body that comes piece by piece and has no end of its own (WHATWG HTML, "Server-sent events").
 */
public final class EventStream {

  /** What its content type begins with, in lower case. */
  public static final String TYPE = "text/event-stream";

  private EventStream() {}

  /** Whether that is what a body of this type is. */
  public static boolean is(@Nullable String contentType) {
    return contentType != null && contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
  }
}
