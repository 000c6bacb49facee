package dev.ficus.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to read a raw path: its segments, decoded and without their {@code ;parameters}.
 *
 * <p>Servers disagree about {@code %2f}, {@code \} and dot segments, and an attacker lives on the
 * difference. A path that has any of these is <em>doubtful</em>; it has up to three readings, and
 * the table refuses it when they lead to different routes.
 */
final class PathReading {

  /** The segments' text; {@link #bounds} says where each begins and ends. */
  final String text;

  /** How many segments there are; negative if this is no path at all, as in {@code OPTIONS *}. */
  final int count;

  private final int[] bounds;

  /** Where the segments stand in the raw path, or null if they do not stand there one to one. */
  private final int @Nullable [] rawBounds;

  private final String raw;
  private final boolean doubtful;

  private PathReading(
      String raw,
      String text,
      int count,
      int[] bounds,
      int @Nullable [] rawBounds,
      boolean doubtful) {
    this.raw = raw;
    this.text = text;
    this.count = count;
    this.bounds = bounds;
    this.rawBounds = rawBounds;
    this.doubtful = doubtful;
  }

  /** The path as its slashes divide it: dot segments stand as they are. */
  static PathReading plain(String raw) {
    if (raw.isEmpty() || raw.charAt(0) != '/') {
      return new PathReading(raw, "", -1, new int[0], null, false);
    }
    int slashes = 0;
    boolean encoded = false;
    boolean doubtful = false;
    for (int i = 0; i < raw.length(); i++) {
      switch (raw.charAt(i)) {
        case '/' -> slashes++;
        case '%', ';' -> encoded = true;
        case '\\' -> doubtful = true;
        case '.' -> doubtful |= raw.charAt(i - 1) == '/' && isDots(raw, i, segmentEnd(raw, i));
        default -> {}
      }
    }
    int[] rawBounds = new int[slashes * 2];
    int at = 0;
    for (int start = 1; start <= raw.length(); ) {
      int end = segmentEnd(raw, start);
      rawBounds[at++] = start;
      rawBounds[at++] = end;
      start = end + 1;
    }
    return encoded
        ? decoded(raw, rawBounds, doubtful)
        : new PathReading(raw, raw, slashes, rawBounds, rawBounds, doubtful);
  }

  private static PathReading decoded(String raw, int[] rawBounds, boolean doubtful) {
    StringBuilder text = new StringBuilder(raw.length());
    int[] bounds = new int[rawBounds.length];
    for (int i = 0; i < rawBounds.length; i += 2) {
      String segment = decode(withoutParameters(raw.substring(rawBounds[i], rawBounds[i + 1])));
      doubtful |=
          isDots(segment, 0, segment.length())
              || segment.indexOf('/') >= 0
              || segment.indexOf('\\') >= 0;
      bounds[i] = text.length();
      text.append(segment);
      bounds[i + 1] = text.length();
    }
    return new PathReading(raw, text.toString(), rawBounds.length / 2, bounds, rawBounds, doubtful);
  }

  /** Whether servers may disagree about which path this is. */
  boolean isDoubtful() {
    return doubtful;
  }

  /**
   * This reading with its dot segments resolved (RFC 3986, section 5.2.4).
   *
   * @param separators whether encoded slashes and backslashes divide segments too
   */
  PathReading resolved(boolean separators) {
    List<String> segments = new ArrayList<>();
    boolean open = false;
    for (int i = 0; i < count; i++) {
      String segment = segment(i);
      String[] parts = separators ? segment.split("[/\\\\]", -1) : new String[] {segment};
      for (String part : parts) {
        open = part.equals(".") || part.equals("..");
        if (part.equals("..") && !segments.isEmpty()) {
          segments.removeLast();
        }
        if (!open) {
          segments.add(withoutParameters(part));
        }
      }
    }
    if (open || segments.isEmpty()) {
      segments.add("");
    }
    return of(segments);
  }

  private PathReading of(List<String> segments) {
    StringBuilder joined = new StringBuilder();
    int[] at = new int[segments.size() * 2];
    for (int i = 0; i < segments.size(); i++) {
      at[2 * i] = joined.length();
      joined.append(segments.get(i));
      at[2 * i + 1] = joined.length();
    }
    return new PathReading(raw, joined.toString(), segments.size(), at, null, false);
  }

  int start(int segment) {
    return bounds[2 * segment];
  }

  int end(int segment) {
    return bounds[2 * segment + 1];
  }

  boolean isEmpty(int segment) {
    return start(segment) == end(segment);
  }

  /** Whether a segment, decoded, is this. */
  boolean is(int segment, String literal) {
    return end(segment) - start(segment) == literal.length()
        && text.startsWith(literal, start(segment));
  }

  /** A segment, decoded. */
  String segment(int index) {
    return text.substring(start(index), end(index));
  }

  /** A segment as it may be put into a path: as sent, without its parameters. */
  String rawSegment(int index) {
    return rawBounds == null
        ? PercentEncoding.encodeSegment(segment(index))
        : withoutParameters(raw.substring(rawBounds[2 * index], rawBounds[2 * index + 1]));
  }

  /** All from a segment on, decoded; empty if there is none. */
  String remainder(int from) {
    StringBuilder rest = new StringBuilder();
    for (int i = from; i < count; i++) {
      rest.append(i == from ? "" : "/").append(segment(i));
    }
    return rest.toString();
  }

  /** All from a segment on, byte for byte as sent where that is possible. */
  String rawRemainder(int from) {
    if (rawBounds != null) {
      return from < count ? raw.substring(rawBounds[2 * from]) : "";
    }
    StringBuilder rest = new StringBuilder();
    for (int i = from; i < count; i++) {
      rest.append(i == from ? "" : "/").append(rawSegment(i));
    }
    return rest.toString();
  }

  private static int segmentEnd(String raw, int start) {
    int slash = raw.indexOf('/', start);
    return slash < 0 ? raw.length() : slash;
  }

  private static boolean isDots(String text, int start, int end) {
    return switch (end - start) {
      case 1 -> text.charAt(start) == '.';
      case 2 -> text.charAt(start) == '.' && text.charAt(start + 1) == '.';
      default -> false;
    };
  }

  private static String withoutParameters(String segment) {
    int semicolon = segment.indexOf(';');
    return semicolon < 0 ? segment : segment.substring(0, semicolon);
  }

  /** Decodes percent escapes as UTF-8; what is no escape stays as it is. */
  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] in = segment.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) {
        out[length++] = in[i];
      } else {
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      }
    }
    return new String(Arrays.copyOf(out, length), StandardCharsets.UTF_8);
  }
}
