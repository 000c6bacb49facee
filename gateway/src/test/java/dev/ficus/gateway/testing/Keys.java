package dev.ficus.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores with certificates that nobody but a test trusts, made by the JDK's own tool. */
public final class Keys {

  public static final String PASSWORD = "secret";
  private static final String ALIAS = "key";

  private Keys() {}

  /** Makes a key store with a new key, for localhost. */
  public static Path make(Path file) throws Exception {
    Files.deleteIfExists(file);
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
    return file;
  }

  public static KeyStore load(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  public static X509Certificate certificate(Path file) throws Exception {
    return (X509Certificate) load(file).getCertificate(ALIAS);
  }

  /** One that has a key store's key, and trusts another one's certificate. */
  public static SSLContext context(Path own, Path trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(own), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore others = KeyStore.getInstance("PKCS12");
    others.load(null, null);
    others.setCertificateEntry("other", certificate(trusted));
    trust.init(others);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    return context;
  }

  /** The properties of an SSL bundle that has a key store's key and trusts another one's. */
  public static String[] bundle(String name, Path own, Path trusted) {
    String bundle = "spring.ssl.bundle.jks." + name + ".";
    return new String[] {
      bundle + "keystore.location=file:" + own,
      bundle + "keystore.password=" + PASSWORD,
      bundle + "keystore.type=PKCS12",
      bundle + "truststore.location=file:" + trusted,
      bundle + "truststore.password=" + PASSWORD,
      bundle + "truststore.type=PKCS12",
      bundle + "reload-on-update=true"
    };
  }
}
