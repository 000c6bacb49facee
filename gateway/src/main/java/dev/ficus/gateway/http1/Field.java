package dev.ficus.gateway.http1;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header fields that a proxy treats specially; every other one is {@link #OTHER}. */
public enum Field {
  OTHER,
  CONNECTION,
  CONTENT_LENGTH,
  CONTENT_LOCATION,
  CONTENT_TYPE,
  COOKIE,
  EXPECT,
  FORWARDED,
  HOST,
  HTTP2_SETTINGS,
  KEEP_ALIVE,
  LOCATION,
  PROXY_AUTHENTICATE,
  PROXY_AUTHORIZATION,
  PROXY_CONNECTION,
  SET_COOKIE,
  TE,
  TRAILER,
  TRANSFER_ENCODING,
  UPGRADE,
  X_FORWARDED_FOR,
  X_FORWARDED_HOST,
  X_FORWARDED_PORT,
  X_FORWARDED_PROTO,
  /** Any other name that begins with {@code x-forwarded-}. */
  X_FORWARDED_OTHER,
  /** Any name that begins with {@code ficus-}. */
  FICUS;

  private static final String X_FORWARDED = "x-forwarded-";
  private static final String OURS = "ficus-";

  /** By hash; open addressing, at most half full. */
  private static final @Nullable Field[] TABLE = new @Nullable Field[64];

  private final String lower = name().toLowerCase(Locale.ROOT).replace('_', '-');

  static {
    for (Field field : values()) {
      if (field != OTHER && field != X_FORWARDED_OTHER && field != FICUS) {
        int at = slot(hash(bytes(field.lower)));
        while (TABLE[at] != null) {
          at = at + 1 & TABLE.length - 1;
        }
        TABLE[at] = field;
      }
    }
  }

  /** The field's bit in a set of fields. */
  long bit() {
    return 1L << ordinal();
  }

  /** Which field a name is, whatever its case. */
  public static Field of(String name) {
    byte[] bytes = bytes(name);
    return bytes.length == 0 ? OTHER : of(bytes, 0, bytes.length, hash(bytes));
  }

  /**
   * Which field a name is.
   *
   * @param hash what {@link #hash(int, byte)} makes of all its bytes, one after the other
   */
  static Field of(byte[] bytes, int from, int to, int hash) {
    Field found = TABLE[slot(hash)];
    for (int at = slot(hash); found != null; found = TABLE[at]) {
      if (found.lower.length() == to - from && begins(bytes, from, to, found.lower)) {
        return found;
      }
      at = at + 1 & TABLE.length - 1;
    }
    return switch (bytes[from] | 0x20) {
      case 'x' -> begins(bytes, from, to, X_FORWARDED) ? X_FORWARDED_OTHER : OTHER;
      case 'f' -> begins(bytes, from, to, OURS) ? FICUS : OTHER;
      default -> OTHER;
    };
  }

  static int hash(int hash, byte next) {
    return hash * 31 + (next | 0x20);
  }

  private static int hash(byte[] bytes) {
    int hash = 0;
    for (byte octet : bytes) {
      hash = hash(hash, octet);
    }
    return hash;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 15) & TABLE.length - 1;
  }

  private static boolean begins(byte[] bytes, int from, int to, String lower) {
    if (to - from < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = bytes[from + i];
      byte folded = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
      if (folded != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
