package dev.ficus.gateway.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing.
 *
 * @param next asks for the part after it; null after the last
 */
public record MessagePage(List<MessageSummary> messages, @Nullable String next) {

  public MessagePage {
    messages = List.copyOf(messages);
  }
}
