package dev.ficus.gateway.http1;

/** What each octet may be part of (RFC 9110, section 5.6.2; RFC 9112, section 3). */
final class Octets {

  static final byte TOKEN = 1;
  static final byte VALUE = 2;
  static final byte TARGET = 4;
  static final byte HOST = 8;

  private static final byte[] KINDS = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean visible = c > 0x20 && c != 0x7f;
      boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
      byte kinds = 0;
      if (alphanumeric || c < 0x80 && visible && "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        kinds |= TOKEN;
      }
      if (visible || c == ' ' || c == '\t') {
        kinds |= VALUE;
      }
      // Old clients put all sorts of octets into a target; none of these can end it.
      if (visible) {
        kinds |= TARGET;
      }
      if (alphanumeric || c < 0x80 && visible && "-._~%!$&'()*+,;=:[]".indexOf(c) >= 0) {
        kinds |= HOST;
      }
      KINDS[c] = kinds;
    }
  }

  private Octets() {}

  static boolean is(byte octet, byte kind) {
    return (KINDS[octet & 0xff] & kind) != 0;
  }

  static int digit(byte octet) {
    return octet >= '0' && octet <= '9' ? octet - '0' : -1;
  }

  static int hexDigit(byte octet) {
    if (octet >= '0' && octet <= '9') {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
