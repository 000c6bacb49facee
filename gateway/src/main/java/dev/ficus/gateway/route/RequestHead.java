package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** What routing needs to know of a request; each entry shows its own requests through this. */
public interface RequestHead {

  /** As sent, in upper case for every method that HTTP defines. */
  String method();

  /** The path byte for byte as sent, without the query; begins with a slash, or is {@code *}. */
  String rawPath();

  /** What follows the question mark as sent, or null if there was none. */
  @Nullable String rawQuery();

  /** The host asked for, as sent, with its port if there was one. */
  @Nullable String host();

  /** The first value of a header, whatever its case. */
  @Nullable String header(String name);

  /** The first cookie of a name. */
  default @Nullable String cookie(String name) {
    return Cookies.first(header("Cookie"), name);
  }

  /** What a JSON pointer finds in the body, where that is at hand; null elsewhere. */
  default @Nullable String bodyValue(String pointer) {
    return null;
  }

  /** The client's IP address in text, behind trusted proxies the one they vouch for. */
  String clientAddress();

  /** The port it came in on. */
  Listener listener();
}
