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
 * @param host the Host header that it was asked by
 * @param scheme of the client's request
 * @param authority of the client's request
 * @param rewrite null if the path was not rewritten
 */
public record Outside(
    URI upstream,
    String host,
    String scheme,
    String authority,
    @Nullable Rewrite rewrite,
    @Nullable RouteMatch match) {

  /**
   * As a client sees it.
   *
   * @param upstream the URL that was asked
   * @param host the Host header that it was asked by
   * @param rewrite null if the path was not rewritten
   */
  public static Outside of(
      Asking client,
      URI upstream,
      String host,
      @Nullable Rewrite rewrite,
      @Nullable RouteMatch match) {
    String authority = client.outsideHost();
    return new Outside(
        upstream,
        host,
        client.outsideScheme(),
        authority == null ? upstream.getAuthority() : authority,
        rewrite,
        match);
  }

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
    if (isUpstream(said, value)) {
      return scheme + "://" + authority + rest;
    }
    return said.equalsIgnoreCase(authority) ? value.substring(0, end) + rest : value;
  }

  /** Whether an authority is the upstream's, by its URL or by the Host it was given. */
  private boolean isUpstream(String said, String value) {
    boolean secure =
        value.startsWith("//")
            ? "https".equals(upstream.getScheme())
            : value.regionMatches(true, 0, "https:", 0, 6);
    String bare = withoutDefaultPort(said, secure);
    boolean ownSecure = "https".equals(upstream.getScheme());
    return bare.equalsIgnoreCase(withoutDefaultPort(upstream.getAuthority(), ownSecure))
        || bare.equalsIgnoreCase(withoutDefaultPort(host, ownSecure))
            && !host.equalsIgnoreCase(authority);
  }

  private static String withoutDefaultPort(String authority, boolean secure) {
    String port = secure ? ":443" : ":80";
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
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
    return back(rewrite, value.substring(0, end), match) + value.substring(end);
  }

  /** A path that ended without a slash still does: a cookie's Path would not cover it otherwise. */
  private static String back(Rewrite rewrite, String path, RouteMatch match) {
    String back = rewrite.back(path, match);
    boolean added = back.length() > 1 && back.endsWith("/") && !path.endsWith("/");
    return added ? back.substring(0, back.length() - 1) : back;
  }

  /**
   * The value of a Set-Cookie header: its Path as the client knows it, the upstream's Domain gone.
   */
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
        out.append(" Path=").append(path.equals("/") ? path : back(rewrite, path, match));
      } else {
        out.append(part);
      }
      first = false;
    }
    return out.toString();
  }

  private boolean isUpstreamHost(String domain) {
    String bare = domain.startsWith(".") ? domain.substring(1) : domain;
    boolean upstreams =
        bare.equalsIgnoreCase(upstream.getHost()) || bare.equalsIgnoreCase(hostOf(host));
    return upstreams && !bare.equalsIgnoreCase(hostOf(authority));
  }

  private static String hostOf(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.indexOf(']', colon) >= 0
        ? authority
        : authority.substring(0, colon);
  }
}
