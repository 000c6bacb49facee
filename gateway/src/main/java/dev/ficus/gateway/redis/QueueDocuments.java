package dev.ficus.gateway.redis;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages and answers as Redis keeps them: the length of the head, the head, and the body's bytes
 * as they are. A head is lines of a letter, an equals sign and a value, {@code v=1} first; letters
 * of a newer release are passed over. Strings are rows of bytes here, see {@link
 * RedisConnections#queueLink()}.
 */
final class QueueDocuments {

  private QueueDocuments() {}

  static String write(Message message) {
    StringBuilder head = new StringBuilder(256);
    head.append("v=1\nm=").append(message.method()).append("\np=").append(message.path());
    if (message.query() != null) {
      head.append("\nq=").append(message.query());
    }
    head.append("\nt=").append(message.receivedAt().toEpochMilli());
    if (message.orderKey() != null) {
      head.append("\no=").append(message.orderKey());
    }
    return join(head, message.headers(), message.body());
  }

  static String write(StoredAnswer answer) {
    StringBuilder head = new StringBuilder(256).append("v=1\ns=").append(answer.status());
    return join(head, answer.headers(), answer.body());
  }

  private static String join(StringBuilder head, List<Header> headers, Body body) {
    headers.forEach(h -> head.append("\nh=").append(h.name()).append(':').append(h.value()));
    String bytes = bytes(head.toString());
    return bytes.length() + "\n" + bytes + new String(body.bytes(), StandardCharsets.ISO_8859_1);
  }

  /**
   * @throws IllegalArgumentException if it is no document of a message
   */
  static Message readMessage(MessageId id, String document) {
    try {
      int start = document.indexOf('\n') + 1;
      int end = start + Integer.parseInt(document.substring(0, start - 1));
      return head(id, document.substring(start, end), body(document, end));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("no document of a message", e);
    }
  }

  /** Whatever lies there, for whoever looks into it. */
  static Message show(MessageId id, String document) {
    try {
      return readMessage(id, document);
    } catch (IllegalArgumentException unreadable) {
      return head(id, "", body(document, 0));
    }
  }

  /** A message without its body, as listings show it. */
  static Message head(MessageId id, String head) {
    return head(id, head, Body.EMPTY);
  }

  private static Message head(MessageId id, String head, Body body) {
    Head said = Head.read(text(head));
    return new Message(
        id,
        said.one('m', "-"),
        said.one('p', "-"),
        said.orNull('q'),
        said.headers(),
        body,
        Instant.ofEpochMilli(Long.parseLong(said.one('t', "0"))),
        said.orNull('o'));
  }

  static StoredAnswer readAnswer(String document) {
    int start = document.indexOf('\n') + 1;
    int end = start + Integer.parseInt(document.substring(0, start - 1));
    Head said = Head.read(text(document.substring(start, end)));
    return new StoredAnswer(
        Integer.parseInt(said.one('s', "200")), said.headers(), body(document, end));
  }

  private static Body body(String document, int from) {
    return Body.of(document.substring(from).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Text as a row of bytes. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Text out of a row of bytes. */
  static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private record Head(List<String> lines) {

    static Head read(String text) {
      return new Head(List.of(text.split("\n", -1)));
    }

    @Nullable String orNull(char letter) {
      for (String line : lines) {
        if (line.length() > 1 && line.charAt(0) == letter && line.charAt(1) == '=') {
          return line.substring(2);
        }
      }
      return null;
    }

    String one(char letter, String otherwise) {
      String value = orNull(letter);
      return value == null ? otherwise : value;
    }

    List<Header> headers() {
      List<Header> headers = new ArrayList<>();
      for (String line : lines) {
        if (line.startsWith("h=")) {
          int colon = line.indexOf(':');
          headers.add(new Header(line.substring(2, colon), line.substring(colon + 1)));
        }
      }
      return headers;
    }
  }
}
