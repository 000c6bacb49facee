package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.webhook.SignatureSettings.Encoding;
import dev.ficus.gateway.webhook.SignatureVerdict.Accepted;
import dev.ficus.gateway.webhook.SignatureVerdict.Refusal;
import dev.ficus.gateway.webhook.SignatureVerdict.Refused;
import java.util.List;

/**
 * An HMAC of the body alone, in one header: GitHub's, Shopify's and many others'. There is no
 * timestamp in it, so a recording is only known by what dedupes it.
 */
final class BodySignature implements SignatureScheme {

  private final List<HmacKey> keys;
  private final String header;
  private final Encoding encoding;
  private final String prefix;

  BodySignature(List<HmacKey> keys, String header, Encoding encoding, String prefix) {
    this.keys = keys;
    this.header = header;
    this.encoding = encoding;
    this.prefix = prefix;
  }

  @Override
  public SignatureVerdict verify(SignedRequest request) {
    String value = request.only(header);
    if (value == null) {
      return new Refused(Refusal.MISSING);
    }
    if (!value.startsWith(prefix)) {
      return new Refused(Refusal.MALFORMED);
    }
    String text = value.substring(prefix.length());
    List<byte[]> signature =
        switch (encoding) {
          case HEX -> Encodings.hex(text);
          case BASE64 -> Encodings.base64(text);
        };
    if (signature.isEmpty()) {
      return new Refused(Refusal.MALFORMED);
    }
    return HmacKey.anyMatches(keys, signature, "", request.body().buffer())
        ? new Accepted()
        : new Refused(Refusal.FORGED);
  }

  @Override
  public List<Header> sign(String id, Body body) {
    byte[] signature = keys.getFirst().sign("", body.buffer());
    String text =
        switch (encoding) {
          case HEX -> Encodings.hex(signature);
          case BASE64 -> Encodings.base64(signature);
        };
    return List.of(new Header(header, prefix + text));
  }
}
