package dev.ficus.gateway.queue;

import dev.ficus.gateway.queue.DeliveryVerdict.NotSent;
import dev.ficus.gateway.queue.DeliveryVerdict.Retry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This instance's work for one subscriber: it leases what is due, delivers each message on a
 * virtual thread of its own, renews the leases meanwhile and tells the store how each attempt
 * ended. All instances run one; the store sees to it that together they keep to the policy.
 *
 * <p>A verdict that the store cannot be told now is told later: what has been delivered is not to
 * be delivered again because Redis was away for a moment.
 */
public final class SubscriberLoop implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration SWEEP = Duration.ofSeconds(15);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** Who works for whom. */
  public record Post(String subscriber, String worker) {}

  private final QueueStore store;
  private final Post post;
  private final Supplier<SubscriberPolicy> policy;
  private final BooleanSupplier mayDeliver;
  private final Delivery delivery;
  private final LoopListener listener;
  private final LongSupplier nanoTime;
  private final LoopTimes times;
  private final Settler settler;
  private final HeldLeases held;
  private final Bell bell = new Bell();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean slotsWanted;
  private QueueStore.Registration arrivals = () -> {};
  private @Nullable Thread reader;

  /**
   * @param policy asked again for each batch, so that a changed file is heeded
   * @param mayDeliver false while the subscriber's circuit is open: nothing is read then
   * @param nanoTime the ticker by which leases are held
   */
  public SubscriberLoop(
      QueueStore store,
      Post post,
      Supplier<SubscriberPolicy> policy,
      BooleanSupplier mayDeliver,
      Delivery delivery,
      LoopListener listener,
      RandomGenerator random,
      LongSupplier nanoTime,
      LoopTimes times) {
    this.store = store;
    this.post = post;
    this.policy = policy;
    this.mayDeliver = mayDeliver;
    this.delivery = delivery;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.times = times;
    settler = new Settler(store, random);
    held = new HeldLeases(nanoTime, times.lease());
  }

  /** Begins to read; once. */
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("the loop of " + post.subscriber() + " has been started");
    }
    arrivals = store.onArrival(bell::ring);
    String name = "ficus-queue-" + store.route() + "/" + post.subscriber();
    reader = Thread.ofVirtual().name(name).start(() -> untilStopped(stopping, this::read));
    Thread.ofVirtual().name(name + "-renew").start(() -> untilStopped(stopped, this::renew));
    Thread.ofVirtual().name(name + "-sweep").start(() -> untilStopped(stopping, this::sweep));
  }

  /** Asks for work now: the circuit has closed, or the policy has changed. */
  public void wake() {
    bell.ring();
  }

  /** How many deliveries are under way. */
  public int underWay() {
    return held.count();
  }

  /** One round of something that goes on; how long to wait until the next. */
  @FunctionalInterface
  private interface Round {
    Duration run() throws InterruptedException;
  }

  private void untilStopped(CountDownLatch end, Round round) {
    Duration pause = FIRST_PAUSE;
    try {
      while (end.getCount() > 0) {
        Duration wait;
        try {
          wait = round.run();
          pause = FIRST_PAUSE;
        } catch (RuntimeException trouble) {
          listener.troubled(trouble);
          wait = pause;
          pause = longer(pause);
        }
        if (wait.isPositive() && end.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private Duration read() throws InterruptedException {
    SubscriberPolicy now = policy.get();
    // Before counting, so that no delivery that ends in between goes unheard.
    slotsWanted = true;
    int free = now.concurrency() - held.count();
    if (free <= 0 || !mayDeliver.getAsBoolean()) {
      bell.await(times.poll());
      return Duration.ZERO;
    }
    long asked = nanoTime.getAsLong();
    LeaseRequest request =
        new LeaseRequest(post.subscriber(), post.worker(), free, times.lease(), now);
    LeaseBatch batch = store.lease(request);
    for (LeasedMessage message : batch.messages()) {
      Thread thread =
          Thread.ofVirtual()
              .name("ficus-deliver-" + message.lease().id())
              .unstarted(() -> work(message, now));
      held.add(message.lease(), thread, asked);
      thread.start();
    }
    if (batch.reading() == LeaseBatch.Reading.UNKNOWN) {
      listener.unknown(post.subscriber());
    }
    if (batch.messages().size() < free) {
      slotsWanted = batch.crowded();
      bell.await(batch.pause().compareTo(times.poll()) < 0 ? batch.pause() : times.poll());
    }
    return Duration.ZERO;
  }

  private void work(LeasedMessage message, SubscriberPolicy now) {
    try {
      if (held.stands(message.lease())) {
        DeliveryVerdict verdict =
            stopping.getCount() == 0 ? new NotSent(Duration.ZERO) : attempt(message);
        // An interrupt was meant for the delivery, not for the word about it.
        boolean _ = Thread.interrupted();
        settle(message, verdict, now.retry());
      }
    } catch (RuntimeException trouble) {
      // Nobody else hears of it on this thread; the lease lapses, and another attempt is made.
      listener.troubled(trouble);
    } finally {
      held.remove(message.lease());
      if (slotsWanted) {
        bell.ring();
      }
    }
  }

  private DeliveryVerdict attempt(LeasedMessage message) {
    try {
      return delivery.deliver(message);
    } catch (RuntimeException failure) {
      return new Retry(null, "delivery failed: " + failure, null, null);
    }
  }

  /** Until the store has heard it, or the loop has ended. */
  private void settle(LeasedMessage message, DeliveryVerdict verdict, RetrySchedule schedule) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        listener.settled(message, verdict, settler.settle(message, verdict, schedule));
        return;
      } catch (QueueUnavailableException trouble) {
        listener.troubled(trouble);
        if (stoppedWithin(pause)) {
          return;
        }
        pause = longer(pause);
      }
    }
  }

  /** Interrupts are meant for deliveries; a verdict is not lost to one that came too late. */
  private boolean stoppedWithin(Duration time) {
    boolean _ = Thread.interrupted();
    try {
      return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException late) {
      return stopped.getCount() == 0;
    }
  }

  private Duration renew() {
    var mine = held.standing();
    if (!mine.isEmpty()) {
      long asked = nanoTime.getAsLong();
      int lost = held.renewed(mine, store.renew(mine, times.lease()), asked);
      if (lost > 0) {
        listener.lost(lost);
      }
    }
    return times.renewal();
  }

  private Duration sweep() {
    store.sweep();
    return SWEEP;
  }

  /**
   * Reads no more, and waits for what is under way, for the grace at most; then the deliveries are
   * interrupted, and what they leave without a verdict lapses.
   */
  @Override
  public void close() {
    arrivals.close();
    stopping.countDown();
    bell.ring();
    try {
      Thread reading = reader;
      if (reading != null) {
        // What it is just being given is to be released too.
        boolean _ = reading.join(times.grace().plus(LAST_WORDS));
      }
      if (!idleWithin(times.grace())) {
        held.interruptAll();
        boolean _ = idleWithin(LAST_WORDS);
      }
    } catch (InterruptedException e) {
      held.interruptAll();
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private boolean idleWithin(Duration time) throws InterruptedException {
    slotsWanted = true;
    long end = System.nanoTime() + time.toNanos();
    while (held.count() > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      bell.await(Duration.ofNanos(Math.min(left, times.poll().toNanos())));
    }
    return true;
  }
}
