package dev.ficus.gateway.http1;

/**
 * Follows the framing of a chunked body, octet by octet (RFC 9112, section 7.1), strictly: every
 * line ends in CR LF, sizes are plain hexadecimal, and neither an extension nor a trailer holds a
 * control character. What is framed so can be passed on as it came. Of answers, blanks after a size
 * are forgiven, because old servers pad their sizes with them.
 */
public final class ChunkedBody {

  private enum Part {
    SIZE_START,
    SIZE,
    SIZE_BLANKS,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    ENDED,
    BAD
  }

  /** Of one line that is not content, and of all trailers together. */
  private static final int MAX_LINE = 4096;

  private static final int MAX_TRAILERS = 16 * 1024;

  private final boolean forgiving;
  private Part part = Part.SIZE_START;
  private long left;
  private int line;
  private int trailers;

  private ChunkedBody(boolean forgiving) {
    this.forgiving = forgiving;
  }

  /** Follows the bodies of requests, which could be smuggled past whoever forgives anything. */
  public static ChunkedBody ofRequest() {
    return new ChunkedBody(false);
  }

  /** Follows the bodies of answers, in which blanks may follow a size. */
  public static ChunkedBody ofAnswer() {
    return new ChunkedBody(true);
  }

  /** Makes ready for the next body. */
  public void begin() {
    part = Part.SIZE_START;
    left = 0;
    line = 0;
    trailers = 0;
  }

  /** How many of the octets that follow are content; none of them is to be {@link #accept}ed. */
  public long contentLeft() {
    return part == Part.DATA ? left : 0;
  }

  /** Content has gone by, at most {@link #contentLeft} of it. */
  public void skip(long octets) {
    left -= octets;
    if (left == 0) {
      part = Part.DATA_CR;
    }
  }

  public boolean hasEnded() {
    return part == Part.ENDED;
  }

  public boolean isBad() {
    return part == Part.BAD;
  }

  /** Takes the next octet of the framing. */
  public void accept(byte octet) {
    part = next(octet);
  }

  private Part next(byte octet) {
    return switch (part) {
      case SIZE_START -> {
        line = 0;
        left = 0;
        yield Octets.hexDigit(octet) < 0 ? Part.BAD : size(octet);
      }
      case SIZE -> size(octet);
      case SIZE_BLANKS -> sizeEnd(octet);
      case EXTENSION ->
          octet == '\r'
              ? Part.SIZE_LF
              : Octets.is(octet, Octets.VALUE) ? within(Part.EXTENSION) : Part.BAD;
      case SIZE_LF -> octet != '\n' ? Part.BAD : left > 0 ? Part.DATA : Part.TRAILER_START;
      case DATA -> Part.BAD;
      case DATA_CR -> octet == '\r' ? Part.DATA_LF : Part.BAD;
      case DATA_LF -> octet == '\n' ? Part.SIZE_START : Part.BAD;
      case TRAILER_START ->
          octet == '\r'
              ? Part.END_LF
              : Octets.is(octet, Octets.TOKEN) ? trailer(Part.TRAILER_NAME) : Part.BAD;
      case TRAILER_NAME ->
          octet == ':'
              ? trailer(Part.TRAILER_VALUE)
              : Octets.is(octet, Octets.TOKEN) ? trailer(Part.TRAILER_NAME) : Part.BAD;
      case TRAILER_VALUE ->
          octet == '\r'
              ? Part.TRAILER_LF
              : Octets.is(octet, Octets.VALUE) ? trailer(Part.TRAILER_VALUE) : Part.BAD;
      case TRAILER_LF -> octet == '\n' ? Part.TRAILER_START : Part.BAD;
      case END_LF -> octet == '\n' ? Part.ENDED : Part.BAD;
      case ENDED, BAD -> Part.BAD;
    };
  }

  private Part size(byte octet) {
    int digit = Octets.hexDigit(octet);
    if (digit >= 0) {
      // 15 digits are more than anyone sends, and cannot overflow.
      left = left << 4 | digit;
      return ++line > 15 ? Part.BAD : Part.SIZE;
    }
    return sizeEnd(octet);
  }

  private Part sizeEnd(byte octet) {
    return switch (octet) {
      case '\r' -> Part.SIZE_LF;
      case ';' -> within(Part.EXTENSION);
      case ' ', '\t' -> forgiving ? within(Part.SIZE_BLANKS) : Part.BAD;
      default -> Part.BAD;
    };
  }

  private Part within(Part next) {
    return ++line > MAX_LINE ? Part.BAD : next;
  }

  private Part trailer(Part next) {
    return ++trailers > MAX_TRAILERS ? Part.BAD : next;
  }
}
