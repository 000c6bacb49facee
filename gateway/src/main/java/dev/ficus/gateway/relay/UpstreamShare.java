package dev.ficus.gateway.relay;

import dev.ficus.gateway.route.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops share of one upstream: its bounds, its places and the bytes that every
 * request to it carries. Any thread may use it.
 */
final class UpstreamShare {

  private final Upstream upstream;
  private final List<Place> places;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final byte[] addedLines;
  private final List<String> droppedNames;
  private final List<UpstreamPool> pools = new CopyOnWriteArrayList<>();
  private volatile boolean retired;

  UpstreamShare(Upstream upstream) {
    this.upstream = upstream;
    places = upstream.urls().stream().map(Place::new).toList();
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> header : upstream.headers().set().entrySet()) {
      lines.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    addedLines = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    droppedNames =
        Stream.concat(
                upstream.headers().set().keySet().stream(), upstream.headers().remove().stream())
            .toList();
  }

  Upstream upstream() {
    return upstream;
  }

  /** The header lines that the upstream's own settings add, each with its end. */
  byte[] addedLines() {
    return addedLines;
  }

  /** Names of a client's headers that its settings replace or remove. */
  List<String> droppedNames() {
    return droppedNames;
  }

  /** Takes the right to open a connection, if there is one left. */
  boolean mayOpen() {
    int max = upstream.pool().maxConnections();
    int now;
    do {
      now = open.get();
      if (now >= max) {
        return false;
      }
    } while (!open.compareAndSet(now, now + 1));
    return true;
  }

  void closed() {
    open.decrementAndGet();
  }

  int openCount() {
    return open.get();
  }

  /** Takes a place in the queue, if there is one left. */
  boolean mayWait() {
    int max = upstream.pool().maxPending();
    int now;
    do {
      now = waiting.get();
      if (now >= max) {
        return false;
      }
    } while (!waiting.compareAndSet(now, now + 1));
    return true;
  }

  void waitsNoMore() {
    waiting.decrementAndGet();
  }

  int waitingCount() {
    return waiting.get();
  }

  /** One pool for each event loop that has sent something here. */
  List<UpstreamPool> pools() {
    return pools;
  }

  /** No route uses it any more: idle connections are closed, and each that falls idle. */
  void retire() {
    retired = true;
    pools.forEach(UpstreamPool::closeIdleSoon);
  }

  boolean isRetired() {
    return retired;
  }

  List<Place> places() {
    return places;
  }

  /**
   * Where to send the next request: of two places drawn at random the one with fewer requests under
   * way (Mitzenmacher, "The Power of Two Choices"), of those that have not failed lately.
   *
   * @param but not here, if there is another
   */
  Place choose(@Nullable Place but) {
    int size = places.size();
    return size == 1 ? places.getFirst() : choose(but, System.nanoTime());
  }

  /** The same of several, at a moment of {@link System#nanoTime}. */
  Place choose(@Nullable Place but, long now) {
    int size = places.size();
    List<Place> sound = new ArrayList<>(size);
    for (Place place : places) {
      if (place != but && !place.isEjected(now)) {
        sound.add(place);
      }
    }
    if (sound.isEmpty()) {
      Place any = places.get(ThreadLocalRandom.current().nextInt(size));
      return any != but ? any : places.get((places.indexOf(any) + 1) % size);
    }
    Place one = sound.get(ThreadLocalRandom.current().nextInt(sound.size()));
    Place other = sound.get(ThreadLocalRandom.current().nextInt(sound.size()));
    return one.underWay() <= other.underWay() ? one : other;
  }
}
