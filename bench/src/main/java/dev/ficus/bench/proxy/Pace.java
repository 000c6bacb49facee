package dev.ficus.bench.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request when it is due, or as soon as a connection is free; either way its latency
 * counts from when it was due, so that a peer that stalls is charged for all that had to wait.
 * Everything here happens on one event loop.
 */
final class Pace {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

  private final List<byte[]> requests;
  private final double nanosBetween;
  private final long total;
  private final LongSupplier ticker;
  private final Histogram latencies = new Histogram(LONGEST, 3);
  private final CompletableFuture<PacedResult> result = new CompletableFuture<>();

  /** The one that waited longest first, so that all of them are used. */
  private final Deque<Connection> idle = new ArrayDeque<>();

  private @Nullable EventLoop loop;
  private long start;
  private long sent;
  private long failed;
  private boolean scheduled;

  /**
   * @param rate requests per second
   * @param total of the requests, drawn from the given ones in turn
   * @param ticker nanoseconds of no particular origin
   */
  Pace(List<byte[]> requests, double rate, long total, LongSupplier ticker) {
    this.requests = requests;
    this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / rate;
    this.total = total;
    this.ticker = ticker;
  }

  CompletableFuture<PacedResult> result() {
    return result;
  }

  ChannelHandler connection() {
    return new Connection();
  }

  void start(EventLoop eventLoop) {
    loop = eventLoop;
    start = ticker.getAsLong();
    sendWhatIsDue();
  }

  /** What is known when the time is up; what has no answer yet has failed. */
  PacedResult giveUp() {
    return PacedResult.of(latencies, total - latencies.getTotalCount());
  }

  private long due(long request) {
    return start + (long) (request * nanosBetween);
  }

  private void sendWhatIsDue() {
    if (loop == null) {
      return;
    }
    long now = ticker.getAsLong();
    while (sent < total && due(sent) <= now && !idle.isEmpty()) {
      idle.removeFirst().send(sent++);
    }
    if (sent < total && !idle.isEmpty() && !scheduled) {
      scheduled = true;
      var _ = loop.schedule(this::onTime, due(sent) - now, TimeUnit.NANOSECONDS);
    }
  }

  private void onTime() {
    scheduled = false;
    sendWhatIsDue();
  }

  private void finishWhenDone() {
    if (latencies.getTotalCount() + failed == total) {
      result.complete(PacedResult.of(latencies, failed));
    }
  }

  private final class Connection extends SimpleChannelInboundHandler<HttpObject> {

    private @Nullable ChannelHandlerContext context;
    private long request = -1;
    private boolean good;

    @Override
    public void channelActive(ChannelHandlerContext active) {
      context = active;
      idle.addLast(this);
    }

    void send(long number) {
      request = number;
      if (context != null) {
        byte[] bytes = requests.get((int) (number % requests.size()));
        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, HttpObject part) {
      if (part instanceof HttpResponse head) {
        good = head.status().equals(HttpResponseStatus.OK) && head.decoderResult().isSuccess();
      }
      if (part instanceof LastHttpContent && request >= 0) {
        if (good) {
          latencies.recordValue(Math.min(LONGEST, ticker.getAsLong() - due(request)));
        } else {
          failed++;
        }
        request = -1;
        idle.addLast(this);
        finishWhenDone();
        sendWhatIsDue();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
      idle.remove(this);
      if (request >= 0) {
        failed++;
        request = -1;
        finishWhenDone();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
      var _ = from.close();
    }
  }
}
