package dev.ficus.gateway.webhook;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Signatures as text. What cannot be read is no signature, never an error. */
final class Encodings {

  private Encodings() {}

  static List<byte[]> hex(String text) {
    try {
      return text.isEmpty() ? List.of() : List.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  static String hex(byte[] signature) {
    return HexFormat.of().formatHex(signature);
  }

  static List<byte[]> base64(String text) {
    try {
      return text.isEmpty() ? List.of() : List.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  static String base64(byte[] signature) {
    return Base64.getEncoder().encodeToString(signature);
  }
}
