package dev.ficus.gateway.parity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes content codings (RFC 9110, section 8.4.1), as far as they are known and worth it. */
public final class Decoding {

  /** Opens a stream of Brotli (RFC 7932), which the JDK does not know. */
  @FunctionalInterface
  public interface Brotli {
    InputStream open(InputStream coded) throws IOException;
  }

  private static final Set<String> KNOWN =
      Set.of("gzip", "x-gzip", "deflate", "br", "identity", "");

  private final Brotli brotli;
  private final int most;

  /**
   * @param most beyond so many bytes a body is left as it came: it may be a bomb
   */
  public Decoding(Brotli brotli, int most) {
    this.brotli = brotli;
    this.most = most;
  }

  /**
   * The body without its codings; as it came where one is unknown, since some say what is none;
   * null where it is broken or too large.
   */
  byte @Nullable [] decode(Answer answer) {
    String codings = answer.header(Answer.CONTENT_ENCODING);
    if (codings == null || answer.body().length == 0) {
      return answer.body();
    }
    String[] applied = codings.split(",", -1);
    byte[] body = answer.body();
    for (String coding : applied) {
      if (!KNOWN.contains(coding.strip().toLowerCase(Locale.ROOT))) {
        return body;
      }
    }
    try {
      for (int i = applied.length - 1; i >= 0; i--) {
        body = decode(applied[i].strip().toLowerCase(Locale.ROOT), body);
      }
      return body;
    } catch (IOException | RuntimeException notDecodable) {
      return null;
    }
  }

  private byte[] decode(String coding, byte[] coded) throws IOException {
    InputStream in = new ByteArrayInputStream(coded);
    try (InputStream plain =
        switch (coding) {
          case "gzip", "x-gzip" -> new GZIPInputStream(in);
          case "deflate" -> new InflaterInputStream(in, new Inflater(!looksLikeZlib(coded)));
          case "br" -> brotli.open(in);
          case "identity", "" -> in;
          default -> throw new IOException("unknown content coding");
        }) {
      byte[] bytes = plain.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("too large");
      }
      return bytes;
    }
  }

  /** Some servers leave out the wrapper of zlib (RFC 1950) around what they deflate. */
  private static boolean looksLikeZlib(byte[] coded) {
    return coded.length >= 2
        && (coded[0] & 0x0f) == 8
        && ((coded[0] & 0xff) << 8 | coded[1] & 0xff) % 31 == 0;
  }
}
