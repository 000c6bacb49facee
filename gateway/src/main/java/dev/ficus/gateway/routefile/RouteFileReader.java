package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one route file, and says everything that is wrong with it at once. What only several files
 * together can tell (an unknown upstream, a tie) is left to the compiler.
 */
public final class RouteFileReader {

  static final int MAX_BYTES = 8 * 1024 * 1024;

  /** The scanner copies what it has seen of a line again and again. */
  static final int MAX_LINE = 64 * 1024;

  private final Placeholders placeholders;

  public RouteFileReader(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * Reads a file.
   *
   * @param name as violations show it, such as {@code routes/orders.yaml}
   */
  public Reading read(String name, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return refused(name, "larger than 8 MiB (" + bytes.length + " bytes)");
    }
    String text;
    try {
      text = decode(bytes);
    } catch (CharacterCodingException e) {
      return refused(name, "not UTF-8 text; is it a binary file?");
    }
    if (text.indexOf('\0') >= 0) {
      return refused(name, "holds a NUL byte; is it a binary file?");
    }
    SourceText source = new SourceText(name, text);
    Problems problems = new Problems(source);
    if (refusesCharacters(text, problems)) {
      return new Reading.Bad(problems.sorted(), source);
    }
    return parse(source, bytes, problems);
  }

  private Reading parse(SourceText source, byte[] bytes, Problems problems) {
    Yaml root = YamlParser.parse(source, placeholders, problems);
    boolean nothing = root instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.NOTHING;
    if (nothing || (root == null && problems.isEmpty())) {
      problems.addForFile("the file is empty; say `routes: []` to empty it");
    } else if (root != null) {
      RouteFileShape.FILE.check(root, Shape.Place.FILE, problems);
    }
    if (problems.isEmpty() && root instanceof Mapping map) {
      Fields fields = new Fields(source.name(), map);
      return new Reading.Good(RouteFileBuilder.build(fields, fingerprint(bytes)), source);
    }
    return new Reading.Bad(problems.sorted(), source);
  }

  private static Reading refused(String name, String message) {
    Violation violation = new Violation(Position.ofFile(name), message);
    return new Reading.Bad(List.of(violation), new SourceText(name, ""));
  }

  /** Strictly UTF-8, without the byte order mark that some editors leave. */
  private static String decode(byte[] bytes) throws CharacterCodingException {
    CharBuffer text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes));
    boolean mark = !text.isEmpty() && text.charAt(0) == '\uFEFF';
    return mark ? text.subSequence(1, text.length()).toString() : text.toString();
  }

  private static boolean refusesCharacters(String text, Problems problems) {
    int line = 0;
    int column = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if ((c < ' ' || c > '~') && !StreamReader.isPrintable(c)) {
        Yaml.Span span = new Yaml.Span(line, column, line, column + 1);
        problems.add(span, "control character U+%04X".formatted(c));
        return true;
      }
      if (c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1))) {
        line++;
        column = 0;
      } else if (++column > MAX_LINE) {
        problems.add(new Yaml.Span(line, 0, line, 1), "a line of more than 65536 characters");
        return true;
      }
      i += Character.charCount(c);
    }
    return false;
  }

  /** SHA-256 in hex. */
  static String fingerprint(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** What fingerprints are made with. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
