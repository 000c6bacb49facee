package dev.ficus.gateway.storagefirst;

import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Reply;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells clients how their stored requests are doing, and hands out the results. */
public final class StoredRequests {

  /** What the ids of stored requests stand behind. */
  public static final String PATH = "/.ficus/requests/";

  static final String RESULT = "/result";

  private final Function<String, @Nullable QueueStore> stores;

  /**
   * @param stores by route; null where none is stored
   */
  public StoredRequests(Function<String, @Nullable QueueStore> stores) {
    this.stores = stores;
  }

  /** Whether a path is one of theirs. */
  public static boolean isTheirs(String rawPath) {
    return rawPath.startsWith(PATH);
  }

  /** Waits for the store, so it belongs on a thread that may. */
  public Reply answer(String method, String rawPath) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Replies.problem(405, "method-not-allowed", "only GET and HEAD are for this path")
          .with("Allow", "GET, HEAD");
    }
    String rest = rawPath.substring(PATH.length());
    boolean result = rest.endsWith(RESULT);
    String name = result ? rest.substring(0, rest.length() - RESULT.length()) : rest;
    Optional<MessageId> id = MessageId.parse(name);
    QueueStore store = id.map(its -> stores.apply(its.route())).orElse(null);
    if (id.isEmpty() || store == null) {
      return Replies.unknown();
    }
    try {
      var request = store.request(id.get());
      Reply its = result ? Replies.result(request) : null;
      return its != null ? its : Replies.status(id.get(), request);
    } catch (QueueUnavailableException away) {
      return Replies.problem(503, "queue-unavailable", "the requests' store cannot be reached")
          .with("Retry-After", "1");
    }
  }
}
