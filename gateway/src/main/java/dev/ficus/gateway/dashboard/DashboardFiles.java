package dev.ficus.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the dashboard's files on the class path: its own beside this class, those of its libraries
 * in their WebJars. Each is read once; reading blocks.
 */
final class DashboardFiles {

  private static final String FRONT_PAGE = "/index.html";

  /** No dot begins a name, so no path leads up; no class file is among the types. */
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9.-]*)+\\.(html|js|css|svg)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, String> roots =
      Map.of(
          "/lib/lit/", webjar("lit-html") + "/",
          "/lib/uplot/", webjar("uplot") + "/dist/");

  private final Map<String, DashboardFile> read = new ConcurrentHashMap<>();

  /** A file. */
  static final class DashboardFile {
    private final String contentType;
    private final byte[] bytes;
    private final String etag;

    DashboardFile(String contentType, byte[] bytes) {
      this.contentType = contentType;
      this.bytes = bytes;
      this.etag = etagOf(bytes);
    }

    String contentType() {
      return contentType;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Of its bytes, quoted. */
    String etag() {
      return etag;
    }
  }

  /** Whether a path could be a file's. */
  static boolean isName(String path) {
    return path.equals("/") || PATH.matcher(path).matches();
  }

  /** Null if there is no such file. */
  @Nullable DashboardFile find(String path) throws IOException {
    String name = path.equals("/") ? FRONT_PAGE : path;
    if (!isName(name)) {
      return null;
    }
    DashboardFile known = read.get(name);
    if (known != null) {
      return known;
    }
    try (InputStream in = DashboardFiles.class.getResourceAsStream(resource(name))) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
      DashboardFile file = new DashboardFile(type, bytes);
      read.put(name, file);
      return file;
    }
  }

  private String resource(String name) {
    for (Map.Entry<String, String> root : roots.entrySet()) {
      if (name.startsWith(root.getKey())) {
        return root.getValue() + name.substring(root.getKey().length());
      }
    }
    return name.substring(1);
  }

  /** Where a WebJar keeps its files, whatever its version. */
  private static String webjar(String name) {
    String about = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    Properties properties = new Properties();
    try (InputStream in = DashboardFiles.class.getResourceAsStream(about)) {
      if (in == null) {
        throw new IllegalStateException("the WebJar of " + name + " is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/" + name + "/" + properties.getProperty("version");
  }

  private static String etagOf(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
