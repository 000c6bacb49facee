package dev.ficus.gateway.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message, as bytes in one array and the places of its lines in it. One is used for
 * all messages of a connection, one after the other, and what is not asked for is never made into a
 * string.
 */
public abstract sealed class MessageHead permits RequestMessage, ResponseMessage {

  private static final int STRIDE = 5;

  /** Everything read so far; beyond the head's end nothing is ever written here. */
  byte[] bytes = new byte[1024];

  /** How much of it is filled. */
  int length;

  /** Where the start line begins. */
  int start;

  /** Where the head ends, after its empty line; 0 until that is known. */
  int end;

  private int scanned;
  private boolean emptyLineGone;
  private final int limit;
  private final int maxLines;
  private int count;
  private long present;

  /** For each line: its start, the name's end, the value's start and end, the line's end. */
  private int[] places = new int[STRIDE * 24];

  private Field[] fields = new Field[24];

  MessageHead(int limit, int maxLines) {
    this.limit = limit;
    this.maxLines = maxLines;
  }

  /** Makes ready for the next message. */
  public void clear() {
    length = 0;
    start = 0;
    end = 0;
    scanned = 0;
    emptyLineGone = false;
    count = 0;
    present = 0;
  }

  /** Where to put bytes that have come in: at {@link #length} of this array. */
  public final byte[] bytes() {
    return bytes;
  }

  public final int length() {
    return length;
  }

  public final boolean isEmpty() {
    return length == 0;
  }

  /**
   * Makes room.
   *
   * @return how many of {@code wanted} bytes may be put in; none once the head is over its limit
   */
  public final int room(int wanted) {
    int allowed = Math.min(wanted, limit - length);
    if (length + allowed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + allowed, 2 * bytes.length));
    }
    return allowed;
  }

  /**
   * Takes note of bytes that have been put in.
   *
   * @return how many of them belong to what follows the head; negative while the head goes on
   */
  public final int added(int n) {
    length += n;
    if (scanned == 0) {
      if (!emptyLineGone && isPartOfEmptyLine()) {
        return -1;
      }
      start = leading();
      scanned = start;
    }
    for (int i = scanned; i < length; i++) {
      if (bytes[i] == '\n') {
        int after = i + 1;
        if (after < length && bytes[after] == '\r') {
          after++;
        }
        if (after == length) {
          scanned = i;
          return -1;
        }
        if (bytes[after] == '\n') {
          end = after + 1;
          int beyond = length - end;
          length = end;
          return beyond;
        }
      }
    }
    scanned = length;
    return -1;
  }

  /** An empty line before a message is forgiven (RFC 9112, section 2.2). */
  private int leading() {
    return !emptyLineGone && length >= 2 && bytes[0] == '\r' && bytes[1] == '\n' ? 2 : 0;
  }

  /** An empty line on its own does not begin a message yet: it may just end the one before. */
  private boolean isPartOfEmptyLine() {
    if (length == 2 && leading() == 2) {
      length = 0;
      emptyLineGone = true;
      return true;
    }
    return length == 1 && bytes[0] == '\r';
  }

  /** Whether the head is whole. */
  public final boolean hasEnded() {
    return end > 0;
  }

  public final boolean isOverLimit() {
    return end == 0 && length >= limit;
  }

  /** Whether a line has ended yet. */
  final boolean hasLine() {
    for (int i = start; i < length; i++) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Adds a line; false if there are too many. */
  final boolean add(
      Field field, int lineStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
    if (count == maxLines) {
      return false;
    }
    if (count == fields.length) {
      fields = Arrays.copyOf(fields, 2 * count);
      places = Arrays.copyOf(places, 2 * places.length);
    }
    int at = STRIDE * count;
    places[at] = lineStart;
    places[at + 1] = nameEnd;
    places[at + 2] = valueStart;
    places[at + 3] = valueEnd;
    places[at + 4] = lineEnd;
    fields[count++] = field;
    present |= field.bit();
    return true;
  }

  /** How many header lines there are. */
  public final int count() {
    return count;
  }

  public final Field field(int line) {
    return fields[line];
  }

  /** Where a line begins in {@link #bytes}. */
  public final int lineStart(int line) {
    return places[STRIDE * line];
  }

  /** Where a line ends, its line end included. */
  public final int lineEnd(int line) {
    return places[STRIDE * line + 4];
  }

  public final int nameEnd(int line) {
    return places[STRIDE * line + 1];
  }

  public final int valueStart(int line) {
    return places[STRIDE * line + 2];
  }

  public final int valueEnd(int line) {
    return places[STRIDE * line + 3];
  }

  public final boolean has(Field field) {
    return (present & field.bit()) != 0;
  }

  public final String name(int line) {
    return text(lineStart(line), nameEnd(line));
  }

  public final String value(int line) {
    return text(valueStart(line), valueEnd(line));
  }

  /** The first value of a field, or null. */
  public final @Nullable String first(Field field) {
    int line = line(field, 0);
    return line < 0 ? null : value(line);
  }

  /** The next line of a field, from one on; negative if there is none. */
  public final int line(Field field, int from) {
    if (has(field)) {
      for (int i = from; i < count; i++) {
        if (fields[i] == field) {
          return i;
        }
      }
    }
    return -1;
  }

  /** The first value of a name, whatever its case; or null. */
  public final @Nullable String first(String name) {
    for (int i = 0; i < count; i++) {
      if (isNamed(i, name)) {
        return value(i);
      }
    }
    return null;
  }

  /** All values of a name, in order. */
  public final List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < count; i++) {
      if (isNamed(i, name)) {
        values.add(value(i));
      }
    }
    return values;
  }

  public final boolean isNamed(int line, String name) {
    int from = lineStart(line);
    if (nameEnd(line) - from != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (lower(bytes[from + i]) != lower((byte) name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
  }

  /** Whether one of a field's values has a token in its list, whatever its case. */
  public final boolean hasToken(Field field, String token) {
    for (int line = line(field, 0); line >= 0; line = line(field, line + 1)) {
      if (hasToken(valueStart(line), valueEnd(line), token)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasToken(int from, int to, String token) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i < to && bytes[i] != ',') {
        continue;
      }
      if (isToken(start, i, token)) {
        return true;
      }
      start = i + 1;
    }
    return false;
  }

  private boolean isToken(int from, int to, String token) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (start < end && isBlank(bytes[end - 1])) {
      end--;
    }
    return isLower(start, end, token);
  }

  /** Whether the list of a field's values, empty elements left out, ends in a token. */
  final boolean isLastToken(Field field, String token) {
    boolean is = false;
    for (int line = line(field, 0); line >= 0; line = line(field, line + 1)) {
      int start = valueStart(line);
      for (int i = start; i <= valueEnd(line); i++) {
        if (i == valueEnd(line) || bytes[i] == ',') {
          is = isToken(start, i, "") ? is : isToken(start, i, token);
          start = i + 1;
        }
      }
    }
    return is;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** Whether a field has one line only, and its value is this, whatever its case. */
  public final boolean isOnly(Field field, String lower) {
    int line = line(field, 0);
    return line >= 0 && valueIs(line, lower) && line(field, line + 1) < 0;
  }

  final boolean valueIs(int line, String lower) {
    return isLower(valueStart(line), valueEnd(line), lower);
  }

  private boolean isLower(int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(bytes[from + i]) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first value of a field begins with this, whatever its case. */
  public final boolean begins(Field field, String lower) {
    int line = line(field, 0);
    if (line < 0) {
      return false;
    }
    int from = valueStart(line);
    return valueEnd(line) - from >= lower.length() && isLower(from, from + lower.length(), lower);
  }

  /** Whether a line's value is this to the letter, which must be Latin-1. */
  final boolean isExactly(int line, String value) {
    int from = valueStart(line);
    if (valueEnd(line) - from != value.length()) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if ((bytes[from + i] & 0xFF) != value.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Octets as Latin-1, which is what they are to a header (RFC 9110, section 5.5). */
  final String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** A value of digits only; negative if it is none, or too large. */
  final long number(int line) {
    int from = valueStart(line);
    int to = valueEnd(line);
    if (from == to || to - from > 18) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = Octets.digit(bytes[i]);
      if (digit < 0) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
