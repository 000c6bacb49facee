package dev.ficus.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who gets the one connection that a pool may have open. */
class UpstreamPoolTest {

  /** One that is only told what became of its wish; nobody listens, so that is a failure. */
  private static final class Wish implements Caller {
    private final CompletableFuture<Failure> told = new CompletableFuture<>();
    private final Runnable whenItWaits;
    private int attempt;

    Wish(Runnable whenItWaits) {
      this.whenItWaits = whenItWaits;
    }

    @Override
    public Duration connectTimeout() {
      return Duration.ZERO;
    }

    @Override
    public void waits() {
      whenItWaits.run();
    }

    @Override
    public int connects(Place to) {
      return ++attempt;
    }

    @Override
    public boolean isWaiting(int its) {
      return its == attempt;
    }

    @Override
    public void connected(UpstreamConnection to) {
      throw new AssertionError("connected");
    }

    @Override
    public void failed(Failure failure) {
      told.complete(failure);
    }

    @Override
    public void upstreamWritable() {}

    @Override
    public boolean isRequestSent() {
      return false;
    }

    @Override
    public void interim(ResponseMessage interim) {}

    @Override
    public void answered(ResponseMessage head) {}

    @Override
    public boolean wantsContentOnly() {
      return false;
    }

    @Override
    public void pass(ByteBuf piece) {}

    @Override
    public void passed() {}

    @Override
    public boolean asksToUpgrade() {
      return false;
    }

    @Override
    public void upgraded(ResponseMessage head) {}

    @Override
    public void answerEnded() {}
  }

  /**
   * Another loop looks for somebody who waits when its connection has ended. It finds nobody if
   * that is just before this one is counted, and does not look again.
   */
  @Test
  void whoFindsNoConnectionIsServedEvenIfTheLastOneEndsAtThatVeryMoment() throws Exception {
    UpstreamShare share =
        new UpstreamShare(
            new Upstream(
                "shop",
                List.of(URI.create("http://127.0.0.1:1")),
                Timeouts.DEFAULT,
                new PoolSpec(1, 1, Duration.ofSeconds(20)),
                null,
                HeaderEdits.NONE,
                null,
                UpstreamSpec.Data.SHARED,
                null));
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      EventLoop loop = loops.next();
      Connector connector = new Connector(loop);
      connector.use(
          new LocalChannel(),
          () -> {
            throw new UnsupportedOperationException();
          });
      UpstreamPool pool = new UpstreamPool(share, loop, connector);
      assertThat(share.mayOpen()).isTrue();
      Wish wish = new Wish(share::closed);
      loop.execute(() -> pool.acquire(wish, false, null));
      assertThat(wish.told.get(10, TimeUnit.SECONDS)).isEqualTo(Failure.REFUSED);
    } finally {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
    assertThat(share.openCount()).isZero();
    assertThat(share.waitingCount()).isZero();
  }
}
