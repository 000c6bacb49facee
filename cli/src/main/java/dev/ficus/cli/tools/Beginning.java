package dev.ficus.cli.tools;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body up to a limit, and of a stream of events nothing: neither may have an end. */
final class Beginning implements HttpResponse.BodySubscriber<Beginning.Part> {

  static final int MOST_MEBIBYTES = 4;

  private static final int MOST = MOST_MEBIBYTES << 20;

  private final CompletableFuture<Part> read = new CompletableFuture<>();
  private final boolean nothing;
  private ByteBuffer bytes = ByteBuffer.allocate(8_192);
  private Flow.@Nullable Subscription subscription;

  /** How much of a body was read. */
  enum Extent {
    WHOLE,
    BEGINNING,
    NOTHING
  }

  /** What was read of a body. */
  record Part(ByteBuffer bytes, Extent extent) {}

  private Beginning(boolean nothing) {
    this.nothing = nothing;
  }

  /** For whoever wants the head. */
  static HttpResponse.BodySubscriber<Part> ofNothing() {
    return new Beginning(true);
  }

  static HttpResponse.BodySubscriber<Part> of(HttpResponse.ResponseInfo head) {
    String type = head.headers().firstValue("Content-Type").orElse("");
    return new Beginning(type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  @Override
  public CompletionStage<Part> getBody() {
    return read;
  }

  @Override
  public void onSubscribe(Flow.Subscription its) {
    subscription = its;
    if (nothing) {
      end(Extent.NOTHING);
    } else {
      its.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      int wanted = Math.min(piece.remaining(), MOST - bytes.position());
      makeRoomFor(wanted);
      bytes.put(piece.slice(piece.position(), wanted));
      if (wanted < piece.remaining()) {
        end(Extent.BEGINNING);
        return;
      }
    }
  }

  private void makeRoomFor(int more) {
    if (bytes.remaining() < more) {
      int size = Math.max(bytes.position() + more, Math.min(MOST, 2 * bytes.capacity()));
      bytes = ByteBuffer.allocate(size).put(bytes.flip());
    }
  }

  private void end(Extent extent) {
    Objects.requireNonNull(subscription).cancel();
    read.complete(new Part(bytes.flip(), extent));
  }

  @Override
  public void onError(Throwable failure) {
    read.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    read.complete(new Part(bytes.flip(), Extent.WHOLE));
  }
}
