package dev.ficus.gateway.parity;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One side's answer, whole and as it came, but for the framing of chunks. */
public final class Answer {

  /** These are always kept: they say what the body is, or are compared. */
  public static final String CONTENT_TYPE = "content-type";

  public static final String CONTENT_ENCODING = "content-encoding";
  public static final String LOCATION = "location";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * @param headers those that can matter for a comparison, by name in lower case
   * @param body is not copied, and must not change any more
   */
  public Answer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Type and subtype, without parameters; empty if none is said. */
  String mediaType() {
    String said = headers.getOrDefault(CONTENT_TYPE, "");
    int parameters = said.indexOf(';');
    return (parameters < 0 ? said : said.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  boolean saysJson() {
    String type = mediaType();
    return type.equals("application/json") || type.endsWith("+json") || type.equals("text/json");
  }
}
