package dev.ficus.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the payment provider sends: a notice and its HMAC-SHA256 in hexadecimal digits, under the
 * secret that the demo's route file falls back to.
 */
public record SignedNotice(String body, String signature) {

  private static final String SECRET = "demo-secret";

  public static SignedNotice of(String id, long order) {
    String body =
        "{\"id\":\"" + id + "\",\"orderId\":" + order + ",\"amount\":12.50,\"status\":\"paid\"}";
    return new SignedNotice(body, signature(body));
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
