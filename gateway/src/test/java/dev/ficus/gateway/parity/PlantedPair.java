package dev.ficus.gateway.parity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Two upstreams with a known difference: what each makes of a document that noise has gone through.
 *
 * @param path where they differ; empty if they do not
 */
public record PlantedPair(String name, String path, Side legacy, Side target) {

  /** How one side answers with a document. */
  @FunctionalInterface
  public interface Side {
    Reply answer(String document);
  }

  /** An answer before anybody has captured it. */
  public record Reply(int status, Map<String, String> headers, byte[] body) {
    Answer captured() {
      return new Answer(status, headers, body);
    }

    Reply with(String header, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body);
    }

    Reply with(int other) {
      return new Reply(other, headers, body);
    }

    Reply with(UnaryOperator<byte[]> change) {
      return new Reply(status, headers, change.apply(body));
    }
  }

  private static final String TYPE = "content-type";
  private static final String CODING = "content-encoding";

  private static final Side JSON =
      document -> new Reply(200, Map.of(TYPE, "application/json"), bytes(document));

  private static Side text(String text, String type) {
    return _ -> new Reply(200, Map.of(TYPE, type), bytes(text));
  }

  private static Side json(String from, String to) {
    return document -> {
      if (!document.contains(from)) {
        throw new AssertionError(from + " is not in " + document);
      }
      return JSON.answer(document.replace(from, to));
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All of them: those of trees, and those that no tree has. */
  public static List<PlantedPair> all() {
    List<PlantedPair> all = new ArrayList<>();
    Planted.all()
        .forEach(
            planted ->
                all.add(
                    new PlantedPair(
                        planted.toString(),
                        planted.path(),
                        JSON,
                        // The noise stands in front of what both have in common.
                        document ->
                            JSON.answer(
                                document.replace(
                                    Planted.ORIGINAL.substring(1),
                                    planted.changed().substring(1))))));
    numbers(all);
    members(all);
    codings(all);
    heads(all);
    others(all);
    return all;
  }

  private static void same(List<PlantedPair> all, String name, Side target) {
    all.add(new PlantedPair(name, "", JSON, target));
  }

  private static void differs(List<PlantedPair> all, String name, String path, Side target) {
    all.add(new PlantedPair(name, path, JSON, target));
  }

  private static void numbers(List<PlantedPair> all) {
    String total = "\"total\":99.5";
    for (String form : List.of("99.50", "9.95e1", "9.95E+1", "995e-1", "0.0995e3", "99.500000")) {
      same(all, "99.5 as " + form, json(total, "\"total\":" + form));
    }
    same(all, "4711 as 4711.0", json("\"id\":4711,", "\"id\":4711.0,"));
    same(all, "4711 as 47.11e2", json("\"id\":4711,", "\"id\":47.11e2,"));
    for (String other : List.of("99.51", "9.95e2", "-99.5", "99.4999999999999999", "1e400")) {
      differs(all, "99.5 and " + other, "/total", json(total, "\"total\":" + other));
    }
    differs(all, "a number as text", "/total", json(total, "\"total\":\"99.5\""));
    all.add(
        new PlantedPair(
            "1e5000 and 1e5001",
            "/total",
            json(total, "\"total\":1e5000"),
            json(total, "\"total\":1e5001")));
    all.add(
        new PlantedPair("0 and -0", "", json(total, "\"total\":0"), json(total, "\"total\":-0.0")));
  }

  private static void members(List<PlantedPair> all) {
    String note = "\"note\":null,";
    differs(all, "null and absent", "/note", json(note, ""));
    all.add(new PlantedPair("absent and null", "/note", json(note, ""), JSON));
    differs(all, "null and an empty text", "/note", json(note, "\"note\":\"\","));
    differs(all, "null and false", "/note", json(note, "\"note\":false,"));
    differs(all, "a member twice", "/note", json(note, note + note));
    differs(all, "a member twice, unlike", "/note", json(note, note + "\"note\":1,"));
    differs(all, "an empty name", "/", json(note, note + "\"\":1,"));
    differs(all, "a name with a slash", "/a~1b~0c", json(note, note + "\"a/b~c\":1,"));
    differs(all, "upper case", "/state", json("\"paid\",\"total\"", "\"PAID\",\"total\""));
    differs(all, "a blank", "/state", json("\"paid\",\"total\"", "\"paid \",\"total\""));
    same(all, "escapes", json("\"Ann\"", "\"\\u0041nn\""));
    same(all, "white space", json(",\"gift\":false", " ,\n\t\"gift\" : false "));
    same(
        all,
        "members the other way round",
        json("\"state\":\"paid\",\"total\":99.5", "\"total\":99.5,\"state\":\"paid\""));
    same(all, "a byte order mark", document -> JSON.answer("\uFEFF" + document));
  }

  private static Side coded(Side side, String coding, UnaryOperator<byte[]> coder) {
    return document -> side.answer(document).with(coder).with(CODING, coding);
  }

  private static void codings(List<PlantedPair> all) {
    Side other = json("\"city\":\"Bonn\"", "\"city\":\"Köln\"");
    String path = "/customer/address/city";
    Map<String, UnaryOperator<byte[]>> coders = new HashMap<>();
    coders.put("gzip", plain -> through(plain, GZIPOutputStream::new));
    coders.put("deflate", plain -> through(plain, DeflaterOutputStream::new));
    coders.put("x-gzip", plain -> through(plain, GZIPOutputStream::new));
    coders.put("br", PlantedPair::brotli);
    coders.forEach(
        (coding, coder) -> {
          same(all, coding, coded(JSON, coding, coder));
          differs(all, "unlike in " + coding, path, coded(other, coding, coder));
        });
    UnaryOperator<byte[]> raw =
        plain -> through(plain, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
    same(all, "deflate without its wrapper", coded(JSON, "deflate", raw));
    differs(all, "unlike in such", path, coded(other, "deflate", raw));
    UnaryOperator<byte[]> gzip = coders.get("gzip");
    all.add(
        new PlantedPair(
            "both coded, in two ways",
            path,
            coded(JSON, "gzip", gzip),
            coded(other, "br", PlantedPair::brotli)));
    differs(all, "no gzip at all", "body", document -> JSON.answer(document).with(CODING, "gzip"));
    differs(all, "an unknown coding", "body", coded(JSON, "zstd", gzip));
    differs(
        all,
        "gzip that breaks off",
        "body",
        coded(JSON, "gzip", p -> java.util.Arrays.copyOf(gzip.apply(p), 60)));
  }

  private interface Coder {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] through(byte[] plain, Coder coder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream coding = coder.open(out)) {
      coding.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * An uncompressed meta-block (RFC 7932, section 9.2) for up to 65,536 bytes: a window of 16 bits,
   * not the last one, four nibbles of length, and what there is; then an empty last one.
   */
  private static byte[] brotli(byte[] plain) {
    int bits = (plain.length - 1) << 4 | 1 << 20;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bits & 0xff);
    out.write(bits >> 8 & 0xff);
    out.write(bits >> 16 & 0xff);
    out.writeBytes(plain);
    out.write(3);
    return out.toByteArray();
  }

  private static void heads(List<PlantedPair> all) {
    for (int status : List.of(201, 204, 302, 400, 404, 500, 503)) {
      differs(all, "status " + status, "status", document -> JSON.answer(document).with(status));
    }
    differs(
        all,
        "another type",
        "header:content-type",
        document -> JSON.answer(document).with(TYPE, "application/problem+json"));
    same(
        all,
        "a parameter of the type",
        document -> JSON.answer(document).with(TYPE, "Application/JSON; charset=utf-8"));
    Side located = document -> JSON.answer(document).with("location", "/orders/1");
    differs(all, "a location more", "header:location", located);
    all.add(new PlantedPair("a location less", "header:location", located, JSON));
    all.add(
        new PlantedPair(
            "another location",
            "header:location",
            located,
            document -> JSON.answer(document).with("location", "/orders/2")));
    Side tagged = document -> JSON.answer(document).with("x-total", "1");
    differs(all, "a header more", "header:x-total", tagged);
    all.add(new PlantedPair("a header less", "header:x-total", tagged, JSON));
    all.add(
        new PlantedPair(
            "another header",
            "header:x-total",
            tagged,
            document -> JSON.answer(document).with("x-total", "2")));
    same(all, "a header nobody asks for", document -> JSON.answer(document).with("x-more", "1"));
  }

  private static void others(List<PlantedPair> all) {
    differs(all, "no body", "body", document -> JSON.answer(document).with(_ -> new byte[0]));
    differs(all, "JSON that breaks off", "body", document -> JSON.answer(document + "}"));
    differs(all, "JSON with more behind it", "body", document -> JSON.answer(document + " 1"));
    differs(
        all,
        "bytes that are no UTF-8",
        "body",
        document -> JSON.answer(document).with(body -> replaced(body, (byte) 'A', (byte) 0xff)));
    String html = "text/html";
    all.add(new PlantedPair("equal text", "", text("<p>a", html), text("<p>a", html)));
    all.add(new PlantedPair("other text", "body", text("<p>a", html), text("<p>b", html)));
    all.add(new PlantedPair("more text", "body", text("<p>a", html), text("<p>a<p>", html)));
    all.add(new PlantedPair("text in two cases", "body", text("a", html), text("A", html)));
    all.add(
        new PlantedPair(
            "equal JSON that says to be text",
            "body",
            text("1", "text/plain"),
            text("1.0", "text/plain")));
    all.add(
        new PlantedPair(
            "another scalar",
            "body",
            text("1", "application/json"),
            text("2", "application/json")));
    all.add(
        new PlantedPair(
            "a line more", "body", text("a\n", "text/csv"), text("a\nb\n", "text/csv")));
  }

  private static byte[] replaced(byte[] body, byte from, byte to) {
    byte[] its = body.clone();
    for (int i = 0; i < its.length; i++) {
      its[i] = its[i] == from ? to : its[i];
    }
    return its;
  }

  @Override
  public String toString() {
    return name;
  }
}
