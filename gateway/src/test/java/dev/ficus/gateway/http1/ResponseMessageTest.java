package dev.ficus.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseMessageTest {

  private final ResponseMessage message = new ResponseMessage(8192, 100);

  private boolean parse(String text, boolean toHead) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    message.clear();
    int n = message.room(bytes.length);
    System.arraycopy(bytes, 0, message.bytes(), 0, n);
    return message.added(n) >= 0 && message.parse(toHead);
  }

  @Test
  void readsStatusReasonAndLines() {
    assertThat(parse("HTTP/1.1 404 No such thing\r\nA: 1\r\na : 2\r\nB:\r\n\r\n", false)).isTrue();
    assertThat(message.status()).isEqualTo(404);
    assertThat(message.all("A")).containsExactly("1", "2");
    assertThat(message.first("B")).isEmpty();
  }

  /** What old servers send is understood, as long as it can mean one thing only. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 200 \r\n\r\n",
        "HTTP/1.0 200 OK\nA: 1\n\n",
        "HTTP/1.1 299 \u00e4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: one\r\n two\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"
      })
  void forgives(String text) {
    assertThat(parse(text, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \u0000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n"
      })
  void forgivesNot(String text) {
    assertThat(parse(text, false)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 'Content-Length: 7\r\n', false, 7",
    "200, 'Content-Length: 7\r\n', true, 0",
    "204, 'Content-Length: 7\r\n', false, 0",
    "304, 'Content-Length: 7\r\n', false, 0",
    "103, '', false, 0",
    "200, '', false, -2",
    "200, 'Transfer-Encoding: chunked\r\nContent-Length: 7\r\n', false, -1",
    "200, 'Transfer-Encoding: gzip, chunked\r\n', false, -1",
    "200, 'Transfer-Encoding: gzip,chunked\r\n', false, -1",
    "200, 'Transfer-Encoding: gzip ,\tChunked , \r\n', false, -1",
    "200, 'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n', false, -1",
    "200, 'Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n', false, -1",
    "200, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n', false, -2",
    "200, 'Transfer-Encoding: chunked, gzip\r\n', false, -2",
    "200, 'Transfer-Encoding: gzip, xchunked\r\n', false, -2",
    "200, 'Transfer-Encoding: gzip, chunked;q=1\r\n', false, -2",
    "200, 'Transfer-Encoding: gzip\r\n', false, -2"
  })
  void knowsHowLongTheBodyIs(int status, String lines, boolean toHead, long length) {
    assertThat(parse("HTTP/1.1 " + status + " X\r\n" + lines + "\r\n", toHead)).isTrue();
    assertThat(message.bodyLength()).isEqualTo(length);
  }

  @Test
  void neverThrows() {
    byte[] good =
        "HTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: a=b\r\nContent-Length: 12\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(4711);
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      String mutated = new String(Mutations.of(good, random), StandardCharsets.ISO_8859_1);
      if (parse(mutated, false)) {
        accepted++;
        assertThat(message.status()).isBetween(100, 999);
        assertThat(message.bodyLength()).isGreaterThanOrEqualTo(ResponseMessage.UNTIL_CLOSE);
        for (int line = 0; line < message.count(); line++) {
          assertThat(message.value(line)).doesNotContain("\r").doesNotContain("\n");
        }
      }
    }
    assertThat(accepted).isBetween(20_000, 290_000);
  }
}
