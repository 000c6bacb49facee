package dev.ficus.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMessageTest {

  private static final String GOOD =
      "POST /a/b?c=d HTTP/1.1\r\n"
          + "Host: shop\r\n"
          + "X-One: 1\r\n"
          + "x-one:  2 \r\n"
          + "Content-Length: 12\r\n\r\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static RequestMessage message() {
    return new RequestMessage(8192, 16_384, 100);
  }

  /** Puts bytes in, a few at a time; how many came after the head, or -1 while it goes on. */
  private static int read(MessageHead message, byte[] from, int step) {
    for (int at = 0; at < from.length; ) {
      int n = message.room(Math.min(step, from.length - at));
      if (n == 0) {
        return -1;
      }
      System.arraycopy(from, at, message.bytes(), message.length(), n);
      at += n;
      int beyond = message.added(n);
      if (beyond >= 0) {
        return beyond + from.length - at;
      }
    }
    return -1;
  }

  private static @Nullable Fault parse(String text) {
    RequestMessage message = message();
    assertThat(read(message, bytes(text), text.length())).isZero();
    return message.parse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsTheSameInPiecesOfAnySize(int step) {
    RequestMessage message = message();
    assertThat(read(message, bytes(GOOD + "hello"), step)).isEqualTo(5);
    assertThat(message.parse()).isNull();
    assertThat(message.method()).isEqualTo("POST");
    assertThat(message.rawPath()).isEqualTo("/a/b");
    assertThat(message.rawQuery()).isEqualTo("c=d");
    assertThat(message.host()).isEqualTo("shop");
    assertThat(message.all("X-ONE")).containsExactly("1", "2");
    assertThat(message.bodyLength()).isEqualTo(12);
    assertThat(message.isHttp11()).isTrue();
  }

  @Test
  void isUsedAgainAndKnowsNothingOfWhatWasBefore() {
    RequestMessage message = message();
    assertThat(read(message, bytes("GET http://a.example HTTP/1.1\r\nHost: b\r\n\r\n"), 9))
        .isZero();
    assertThat(message.parse()).isNull();
    assertThat(message.host()).isEqualTo("a.example");
    message.clear();
    assertThat(read(message, bytes("GET / HTTP/1.0\r\n\r\n"), 9)).isZero();
    assertThat(message.parse()).isNull();
    assertThat(message.host()).isNull();
    assertThat(message.rawPath()).isEqualTo("/");
    assertThat(message.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', NO_HOST",
    "'Host: a\r\nHost: a\r\n', SEVERAL_HOSTS",
    "'Host: a b\r\n', HOST",
    "'Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n', SEVERAL_LENGTHS",
    "'Host: a\r\nContent-Length: +1\r\n', CONTENT_LENGTH",
    "'Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n', LENGTH_AND_ENCODING",
    "'Host: a\r\nTransfer-Encoding: gzip, chunked\r\n', UNKNOWN_ENCODING",
    "'Host: a\r\n folded\r\n', FOLDED_LINE",
    "'Host : a\r\n', HEADER_LINE",
    "'Host: a\r\nX: \u0000\r\n', LINE_END"
  })
  void namesTheFault(String lines, Fault fault) {
    assertThat(parse("GET / HTTP/1.1\r\n" + lines + "\r\n")).isEqualTo(fault);
  }

  private static RequestMessage good(String lines) {
    RequestMessage message = message();
    assertThat(read(message, bytes("GET / HTTP/1.1\r\nHost: Shop:80\r\n" + lines + "\r\n"), 50))
        .isZero();
    assertThat(message.parse()).isNull();
    return message;
  }

  @ParameterizedTest
  @CsvSource({
    "'Connection: close\r\n', true, true",
    "'Connection: CLOSE \r\n', true, true",
    "'Connection: x ,\tClose,y\r\n', true, false",
    "'Connection: x\r\nConnection: close\r\n', true, false",
    "'Connection: close\r\nConnection: x\r\n', true, false",
    "'Connection: ,,\r\n', false, false",
    "'Connection: closed\r\n', false, false",
    "'X-Connection: close\r\n', false, false",
    "'Connection:\r\n', false, false"
  })
  void findsATokenAmongOthers(String lines, boolean has, boolean isOnly) {
    RequestMessage message = good(lines);
    assertThat(message.hasToken(Field.CONNECTION, "close")).isEqualTo(has);
    assertThat(message.isOnly(Field.CONNECTION, "close")).isEqualTo(isOnly);
    assertThat(message.keepsAlive()).isEqualTo(!has);
  }

  @Test
  void comparesWithoutMakingStrings() {
    RequestMessage message = good("Content-Type: TEXT/event-stream;x\r\n");
    assertThat(message.begins(Field.CONTENT_TYPE, "text/event-stream")).isTrue();
    assertThat(message.begins(Field.CONTENT_TYPE, "text/event-stream;x;y")).isFalse();
    assertThat(message.begins(Field.COOKIE, "a")).isFalse();
    assertThat(message.isHost("Shop:80")).isTrue();
    assertThat(message.isHost("shop:80")).isFalse();
    assertThat(message.isHost(null)).isFalse();
  }

  @Test
  void stopsAtItsLimits() {
    RequestMessage small = new RequestMessage(64, 256, 3);
    assertThat(read(small, bytes("GET /" + "x".repeat(500)), 10)).isEqualTo(-1);
    assertThat(small.tooLarge()).isEqualTo(Fault.REQUEST_LINE_TOO_LONG);
    small.clear();
    assertThat(read(small, bytes("GET / HTTP/1.1\r\nX: " + "x".repeat(500)), 10)).isEqualTo(-1);
    assertThat(small.tooLarge()).isEqualTo(Fault.HEAD_TOO_LARGE);
    small.clear();
    read(small, bytes("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"), 10);
    assertThat(small.parse()).isEqualTo(Fault.TOO_MANY_FIELDS);
  }

  /**
   * Half a million heads that are wrong in one to four places: never an exception, and whatever is
   * accepted is what was sent, line for line.
   */
  @Test
  void whateverIsAcceptedIsWhatWasSent() {
    Random random = new Random(20260504);
    RequestMessage message = message();
    int accepted = 0;
    for (int i = 0; i < 500_000; i++) {
      byte[] mutated = Mutations.of(bytes(GOOD), random);
      message.clear();
      int beyond = read(message, mutated, 1 + random.nextInt(200));
      if (beyond < 0 || message.parse() != null) {
        continue;
      }
      accepted++;
      int end = mutated.length - beyond;
      String sent = new String(mutated, 0, end, StandardCharsets.ISO_8859_1);
      assertThat(message.bodyLength()).isGreaterThanOrEqualTo(RequestMessage.CHUNKED);
      assertThat(sent).endsWith("\r\n\r\n").doesNotContain("\u0000");
      StringBuilder lines = new StringBuilder();
      for (int line = 0; line < message.count(); line++) {
        lines.append(
            new String(
                message.bytes(),
                message.lineStart(line),
                message.lineEnd(line) - message.lineStart(line),
                StandardCharsets.ISO_8859_1));
        assertThat(message.name(line)).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
        assertThat(message.value(line)).isEqualTo(message.value(line).strip()).doesNotContain("\n");
      }
      assertThat(sent.substring(sent.indexOf("\r\n", sent.indexOf("HTTP/")) + 2))
          .isEqualTo(lines + "\r\n");
    }
    assertThat(accepted).isBetween(20_000, 480_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void oneEmptyLineBeforeAMessageIsForgivenHoweverItIsCut(int step) {
    RequestMessage message = message();
    assertThat(read(message, bytes("\r\n" + GOOD), step)).isZero();
    assertThat(message.parse()).isNull();
    assertThat(message.method()).isEqualTo("POST");
    message.clear();
    assertThat(read(message, bytes("\r\n\r\n" + GOOD), step)).isNotNegative();
    assertThat(message.parse()).isEqualTo(Fault.REQUEST_LINE);
  }

  /** So that whoever waits for a message does not take it for one that has begun. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anEmptyLineAloneIsNothing(int step) {
    RequestMessage message = message();
    assertThat(read(message, bytes("\r\n"), step)).isNegative();
    assertThat(message.isEmpty()).isTrue();
  }
}
