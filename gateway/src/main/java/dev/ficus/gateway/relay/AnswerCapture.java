package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.parity.Answer;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps an answer while it passes, to be compared with another one, up to a size. */
final class AnswerCapture {

  /** What is made room for at first, if an answer does not say its length or says more. */
  private static final int FIRST = 1024;

  private static final int FIRST_OF_KNOWN = 64 * 1024;
  private static final byte[] NOTHING = {};

  private final int most;
  private final BodyFrame frame = BodyFrame.ofAnswers();
  private final Map<String, String> headers = new HashMap<>();
  private int status;
  private long said;
  private byte[] bytes = NOTHING;
  private int length;
  private boolean tooLarge;

  AnswerCapture(long most) {
    this.most = (int) Math.min(most, Integer.MAX_VALUE - 8);
  }

  /**
   * Keeps what can matter of a head.
   *
   * @param names of headers, in lower case, beside those that always matter
   * @param outside maps places, so that both sides speak of the same ones
   */
  void head(ResponseMessage message, List<String> names, Supplier<Outside> outside) {
    status = message.status();
    frame.begin(message.bodyLength());
    said = message.bodyLength();
    tooLarge = said > most;
    String type = message.first(Field.CONTENT_TYPE);
    if (type != null) {
      headers.put(Answer.CONTENT_TYPE, type);
    }
    String coding = message.first(Answer.CONTENT_ENCODING);
    if (coding != null) {
      headers.put(Answer.CONTENT_ENCODING, coding);
    }
    String location = message.first(Field.LOCATION);
    if (location != null) {
      headers.put(Answer.LOCATION, outside.get().location(location));
    }
    for (String name : names) {
      List<String> values = message.all(name);
      if (!values.isEmpty()) {
        headers.put(name, String.join(", ", values));
      }
    }
  }

  int status() {
    return status;
  }

  /**
   * Keeps a piece of the body, which stays the caller's.
   *
   * @param framed whether it is as the upstream framed it
   */
  void body(ByteBuf piece, boolean framed) {
    if (tooLarge) {
      return;
    }
    if (!framed || !frame.isChunked()) {
      keep(piece, piece.readerIndex(), piece.readableBytes());
      return;
    }
    ByteBuf rest = piece.duplicate();
    while (rest.isReadable() && !frame.hasEnded() && !frame.isBad()) {
      int run = frame.run(rest);
      if (run > 0) {
        keep(rest, rest.readerIndex(), run);
      }
      rest.skipBytes(Math.abs(run));
    }
  }

  private void keep(ByteBuf from, int index, int count) {
    if (count > most - length) {
      tooLarge = true;
      bytes = NOTHING;
      return;
    }
    if (bytes.length < length + count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.max(first(), 2 * length)));
    }
    from.getBytes(index, bytes, length, count);
    length += count;
  }

  /** Exactly what will be needed, unless that is much and may never come. */
  private int first() {
    return said > 0 && said <= FIRST_OF_KNOWN ? (int) said : FIRST;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  Answer answer() {
    byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    return new Answer(status, headers, body);
  }
}
