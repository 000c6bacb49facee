package dev.ficus.gateway.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the gateway answers whoever hands something in, or asks for what became of it. */
public record Reply(int status, List<Header> headers, Body body) {

  public Reply {
    headers = List.copyOf(headers);
  }

  /** One with a body. */
  public static Reply of(int status, String contentType, String text) {
    return new Reply(
        status,
        List.of(new Header("Content-Type", contentType)),
        Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  public Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, body);
  }
}
