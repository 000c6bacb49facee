package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.RouteMatch;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Maps what an upstream says about places back to what the client knows: its own authority to the
 * gateway's, and on the target side rewritten paths to the original ones.
 *
 * @param upstream the URL that was asked
 * @param scheme of the client's request
 * @param authority of the client's request
 * @param rewrite null if the path was not rewritten
 */
public record Outside(
    URI upstream,
    String scheme,
    String authority,
    @Nullable Rewrite rewrite,
    @Nullable RouteMatch match) {

  /** The value of a Location or Content-Location header. */
  public String location(String value) {
    if (value.startsWith("/") && !value.startsWith("//")) {
      return pathAndMore(value);
    }
    int schemeEnd = value.indexOf("://");
    int authorityStart = value.startsWith("//") ? 2 : schemeEnd < 0 ? -1 : schemeEnd + 3;
    if (authorityStart < 0) {
      return value;
    }
    int pathStart = value.indexOf('/', authorityStart);
    int end = pathStart < 0 ? value.length() : pathStart;
    String said = value.substring(authorityStart, end);
    String rest = pathStart < 0 ? "" : pathAndMore(value.substring(pathStart));
    if (said.equalsIgnoreCase(upstream.getAuthority())) {
      return scheme + "://" + authority + rest;
    }
    return said.equalsIgnoreCase(authority) ? value.substring(0, end) + rest : value;
  }

  private String pathAndMore(String value) {
    if (rewrite == null || match == null) {
      return value;
    }
    int end = value.length();
    for (char c : new char[] {'?', '#'}) {
      int at = value.indexOf(c);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return rewrite.back(value.substring(0, end), match) + value.substring(end);
  }

  /** The value of a Set-Cookie header: its Path as the client knows it, the upstream's Domain gone. */
  public String cookie(String value) {
    if (value.indexOf(';') < 0) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    boolean first = true;
    for (String part : value.split(";", -1)) {
      String attribute = part.strip().toLowerCase(Locale.ROOT);
      if (!first && attribute.startsWith("domain=") && isUpstreamHost(attribute.substring(7))) {
        continue;
      }
      out.append(first ? "" : ";");
      if (!first && attribute.startsWith("path=/") && rewrite != null && match != null) {
        String path = part.strip().substring("path=".length());
        out.append(" Path=").append(path.equals("/") ? path : rewrite.back(path, match));
      } else {
        out.append(part);
      }
      first = false;
    }
    return out.toString();
  }

  private boolean isUpstreamHost(String domain) {
    String bare = domain.startsWith(".") ? domain.substring(1) : domain;
    return bare.equalsIgnoreCase(upstream.getHost());
  }
}
