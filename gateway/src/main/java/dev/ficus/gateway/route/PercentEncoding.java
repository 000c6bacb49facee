package dev.ficus.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes text into a path (RFC 3986, section 3.3). */
final class PercentEncoding {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String UNRESERVED_MARKS = "-._~!$&'()*+,=:@";

  private PercentEncoding() {}

  /** Encodes all that may not stand in a segment, the semicolon and the slash included. */
  static String encodeSegment(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || UNRESERVED_MARKS.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }
}
