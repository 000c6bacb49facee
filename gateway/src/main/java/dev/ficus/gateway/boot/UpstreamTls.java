package dev.ficus.gateway.boot;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * What connections to upstreams over TLS are made with: the JDK's trust, or a bundle's trust and
 * keys, which are taken anew when the bundle is reloaded.
 */
final class UpstreamTls implements Supplier<SslContext> {

  private final @Nullable String bundleName;
  private final ObjectProvider<SslBundles> bundles;
  private volatile @Nullable SslContext current;

  /**
   * @param bundleName of {@code spring.ssl.bundle}, or null for the JDK's own trust
   */
  UpstreamTls(@Nullable String bundleName, ObjectProvider<SslBundles> bundles) {
    this.bundleName = bundleName;
    this.bundles = bundles;
  }

  @Override
  public SslContext get() {
    SslContext known = current;
    return known != null ? known : first();
  }

  private synchronized SslContext first() {
    SslContext known = current;
    if (known != null) {
      return known;
    }
    SslContext made = bundleName == null ? context(null) : ofBundle(bundleName);
    current = made;
    return made;
  }

  private SslContext ofBundle(String name) {
    SslBundles all = bundles.getObject();
    SslContext made = context(all.getBundle(name));
    all.addBundleUpdateHandler(name, renewed -> current = context(renewed));
    return made;
  }

  private static SslContext context(@Nullable SslBundle bundle) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (bundle != null) {
      builder.trustManager(bundle.getManagers().getTrustManagerFactory());
      builder.keyManager(bundle.getManagers().getKeyManagerFactory());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("ficus.upstream-tls.bundle: unusable", e);
    }
  }
}
