package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import org.jspecify.annotations.Nullable;

/** Shows a message to the core as the request that it was. */
final class MessageHead implements RequestHead {

  /** The stable name of a message, on its way to a subscriber and for choosing its side. */
  static final String MESSAGE_ID = "Ficus-Message-Id";

  private final Message message;
  private final BodyPointers pointers;

  MessageHead(Message message, BodyPointers pointers) {
    this.message = message;
    this.pointers = pointers;
  }

  @Override
  public String method() {
    return message.method();
  }

  @Override
  public String rawPath() {
    return message.path();
  }

  @Override
  public @Nullable String rawQuery() {
    return message.query();
  }

  @Override
  public @Nullable String host() {
    return header("Host");
  }

  @Override
  public @Nullable String header(String name) {
    return name.equalsIgnoreCase(MESSAGE_ID)
        ? message.id().toString()
        : message.header(name).orElse(null);
  }

  @Override
  public @Nullable String bodyValue(String pointer) {
    return pointers.find(message.body(), pointer);
  }

  /** Who sent it is of no use for choosing its side. */
  @Override
  public String clientAddress() {
    return "";
  }

  @Override
  public Listener listener() {
    return Listener.QUEUE;
  }
}
