package dev.ficus.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedBodyTest {

  /** What was read of a body: its content, and how many octets it took. */
  private record Read(String content, int taken, boolean ended, boolean bad) {}

  private static Read read(String text) {
    return read(text, ChunkedBody.ofRequest());
  }

  private static Read read(String text, ChunkedBody body) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    body.begin();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int at = 0;
    while (at < bytes.length && !body.hasEnded() && !body.isBad()) {
      int left = (int) Math.min(body.contentLeft(), bytes.length - at);
      if (left > 0) {
        content.write(bytes, at, left);
        body.skip(left);
        at += left;
      } else {
        body.accept(bytes[at++]);
      }
    }
    return new Read(
        content.toString(StandardCharsets.ISO_8859_1), at, body.hasEnded(), body.isBad());
  }

  @Test
  void readsChunksExtensionsAndTrailers() {
    Read read = read("5\r\nhello\r\n006;a=\"b\"\r\n world\r\n0\r\nX-Sum: 1\r\n\r\nGET");
    assertThat(read.content()).isEqualTo("hello world");
    assertThat(read.ended()).isTrue();
    assertThat(read.taken()).isEqualTo(44);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5;a\u0000\r\nhello\r\n0\r\n\r\n",
        "5;a\nhello\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n",
        "0\r\nno colon\r\n\r\n",
        "0\r\nA : 1\r\n\r\n",
        "0\r\nA: 1\n\r\n",
        "0\r\n\n"
      })
  void refusesWhatTwoServersMightReadInTwoWays(String text) {
    assertThat(read(text).bad()).isTrue();
  }

  /** Apache 1.3 pads its sizes, so that they are of one length. */
  @Test
  void forgivesBlanksAfterTheSizesOfAnAnswer() {
    String text = "5   \r\nhello\r\n6 \t;a=b\r\n world\r\n0  \r\n\r\n";
    assertThat(read(text, ChunkedBody.ofAnswer()))
        .isEqualTo(new Read("hello world", text.length(), true, false));
    assertThat(read(text).bad()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 5\r\nhello\r\n0\r\n\r\n",
        " \r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "5 \nhello\r\n0\r\n\r\n",
        "5 x\r\nhello\r\n0\r\n\r\n"
      })
  void forgivesNothingElseOfAnAnswer(String text) {
    assertThat(read(text, ChunkedBody.ofAnswer()).bad()).isTrue();
  }

  @Test
  void boundsBlanks() {
    assertThat(read("5" + " ".repeat(5_000), ChunkedBody.ofAnswer()).bad()).isTrue();
  }

  @Test
  void boundsExtensionsAndTrailers() {
    assertThat(read("1;" + "x".repeat(5_000)).bad()).isTrue();
    assertThat(read("0\r\n" + "A: 1\r\n".repeat(10_000)).bad()).isTrue();
  }

  @Test
  void findsTheEndOfAnyBody() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder framed = new StringBuilder();
      StringBuilder content = new StringBuilder();
      for (int chunk = random.nextInt(5); chunk > 0; chunk--) {
        String piece = "\r\n0;x".repeat(1 + random.nextInt(8)).substring(random.nextInt(5));
        String size = Integer.toHexString(piece.length());
        framed.append(random.nextBoolean() ? size : "00" + size.toUpperCase(Locale.ROOT));
        framed.append(random.nextInt(3) == 0 ? ";n=v" : "").append("\r\n").append(piece);
        framed.append("\r\n");
        content.append(piece);
      }
      framed.append("0\r\n").append(random.nextInt(3) == 0 ? "T: 1\r\n" : "").append("\r\n");
      Read read = read(framed + "GET / HTTP/1.1\r\n\r\n");
      assertThat(read).isEqualTo(new Read(content.toString(), framed.length(), true, false));
    }
  }
}
