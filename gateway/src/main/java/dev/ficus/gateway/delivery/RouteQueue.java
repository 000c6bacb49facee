package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.Delivery;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.LoopListener;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Reply;
import dev.ficus.gateway.queue.Settlement;
import dev.ficus.gateway.queue.SubscriberLoop;
import dev.ficus.gateway.queue.SubscriberStatus;
import dev.ficus.gateway.queue.Subscription;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.SignatureSpec;
import dev.ficus.gateway.route.SubscriberSpec;
import dev.ficus.gateway.storagefirst.StoreIntake;
import dev.ficus.gateway.webhook.SignatureScheme;
import dev.ficus.gateway.webhook.Signatures;
import dev.ficus.gateway.webhook.WebhookIntake;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one route as it runs: its intake, and a loop for each consumer. When the files have
 * no such queue any more, its loops go on by the last rules until nothing is left to be delivered.
 */
public final class RouteQueue implements AutoCloseable {

  static final String WEBHOOK = "webhook";
  static final String STORE = "store";
  static final String NOTIFY = "notify";

  private static final long AGAIN_MILLIS = 500;

  private final String route;
  private final Queues.Means means;
  private final QueueStore store;
  private final Map<String, SubscriberLoop> loops = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable State state;
  private volatile @Nullable Thread subscribing;
  private volatile boolean leaving;
  private volatile String kind = "";

  /** What the files say now; made anew with each version of them. */
  private record State(
      QueueSpec spec,
      Function<Incoming, Reply> intake,
      Map<String, Consumer> consumers,
      Set<Subscription> subscriptions) {}

  /**
   * @param routeId of the route that says which side
   * @param receiver of notices, who has no sides; else null
   */
  private record Consumer(
      String routeId,
      Handling handling,
      @Nullable SignatureScheme signing,
      @Nullable ReceiverSpec receiver) {}

  RouteQueue(String route, Queues.Means means) {
    this.route = route;
    this.means = means;
    store = means.stores().apply(route);
  }

  /** What is left of a queue that no file has named since this instance was started. */
  static RouteQueue leftOver(String route, String kind, Queues.Means means) {
    RouteQueue queue = new RouteQueue(route, means);
    queue.kind = kind;
    queue.leaving = true;
    return queue;
  }

  public String route() {
    return route;
  }

  public QueueStore store() {
    return store;
  }

  /** {@code webhook}, {@code store} or {@code notify}. */
  public String kind() {
    return kind;
  }

  /** How large a request may be, in bytes. */
  public long maxBody() {
    return Objects.requireNonNull(state).spec().maxBody();
  }

  /** Whether nothing is accepted while the store could lose it. */
  public boolean isStrict() {
    State now = state;
    return now != null && now.spec() instanceof QueueSpec.Webhook webhook && webhook.strict();
  }

  /** Answers a request to be kept. Waits for the store, so it belongs on a thread that may. */
  public Reply take(Incoming request) {
    return Objects.requireNonNull(state).intake().apply(request);
  }

  /** Whether the files have it no more. What it has is delivered, and nothing more comes. */
  public boolean isLeaving() {
    return leaving;
  }

  /**
   * Why the store might lose what it has taken, or null if it would not. May wait for the store.
   */
  public @Nullable String risk() {
    return means.risk().get();
  }

  /** Takes up what the files say now. */
  synchronized void use(QueueSpec spec) {
    State before = state;
    boolean returns = leaving;
    leaving = false;
    if (!returns && before != null && before.spec().equals(spec)) {
      return;
    }
    State now = stateOf(spec);
    state = now;
    kind = kindOf(spec);
    for (String gone : List.copyOf(loops.keySet())) {
      if (!now.consumers().containsKey(gone)) {
        SubscriberLoop loop = loops.remove(gone);
        if (loop != null) {
          Thread.ofVirtual().name("ficus-loop-close").start(loop::close);
        }
      }
    }
    now.consumers().forEach((name, _) -> loops.computeIfAbsent(name, this::started));
    loops.values().forEach(SubscriberLoop::wake);
    subscribe();
  }

  /** The files have it no more: it ends when nothing is left to be delivered. */
  synchronized void leave() {
    leaving = true;
    Thread.ofVirtual().name("ficus-leave-" + route).start(this::untilDelivered);
  }

  /** Gives up on a subscriber of a queue that leaves: no file says any more who is one. */
  public void detach(String subscriber) {
    Set<Subscription> others = new HashSet<>();
    for (SubscriberStatus its : store.status().subscribers()) {
      if (its.attached() && !its.name().equals(subscriber)) {
        others.add(new Subscription(its.name(), Subscription.From.NOW));
      }
    }
    var _ = store.subscribe(others);
  }

  private void untilDelivered() {
    try {
      while (leaving && !closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        if (isDelivered()) {
          endLoops();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Dead letters stay, and may be looked at. */
  private boolean isDelivered() {
    try {
      return store.status().subscribers().stream()
          .allMatch(its -> !its.attached() || its.backlog() == 0);
    } catch (QueueUnavailableException away) {
      means.listener().troubled(away);
      return false;
    }
  }

  /** Unless it has come back meanwhile. */
  private synchronized void endLoops() {
    for (String name : List.copyOf(loops.keySet())) {
      SubscriberLoop loop = leaving ? loops.remove(name) : null;
      if (loop != null) {
        Thread.ofVirtual().name("ficus-loop-close").start(loop::close);
      }
    }
  }

  private static String kindOf(QueueSpec spec) {
    return switch (spec) {
      case QueueSpec.Webhook _ -> WEBHOOK;
      case QueueSpec.Store _ -> STORE;
      case QueueSpec.Notify _ -> NOTIFY;
    };
  }

  private State stateOf(QueueSpec spec) {
    Map<String, Consumer> consumers = new HashMap<>();
    Set<Subscription> subscriptions = new HashSet<>();
    Function<Incoming, Reply> intake =
        switch (spec) {
          case QueueSpec.Webhook webhook -> {
            for (SubscriberSpec subscriber : webhook.subscribers()) {
              String name = subscriber.name().value();
              subscriptions.add(
                  new Subscription(
                      name,
                      subscriber.fromOldest() ? Subscription.From.OLDEST : Subscription.From.NOW));
              consumers.put(
                  name,
                  new Consumer(
                      route + Route.SUBSCRIBER + name,
                      Handling.OfSubscriber.of(subscriber),
                      scheme(subscriber.sign()),
                      null));
            }
            yield new WebhookIntake(webhook, store, means.pointers(), means.clock(), means.risk())
                ::take;
          }
          case QueueSpec.Store kept -> {
            subscriptions.add(new Subscription(StoreIntake.SUBSCRIBER, Subscription.From.NOW));
            consumers.put(
                StoreIntake.SUBSCRIBER, new Consumer(route, Handling.OfStore.of(kept), null, null));
            yield new StoreIntake(kept, store, means.clock())::take;
          }
          case QueueSpec.Notify notify -> {
            for (ReceiverSpec receiver : notify.receivers()) {
              String name = receiver.name().value();
              subscriptions.add(new Subscription(name, Subscription.From.NOW));
              consumers.put(
                  name, new Consumer(route, Handling.NOTICES, scheme(receiver.sign()), receiver));
            }
            yield new NoticeIntake(store, means.clock())::take;
          }
        };
    return new State(spec, intake, consumers, subscriptions);
  }

  private @Nullable SignatureScheme scheme(@Nullable SignatureSpec sign) {
    return sign == null ? null : Signatures.of(sign, means.clock());
  }

  private Consumer consumer(String name, Consumer otherwise) {
    State now = state;
    return now == null ? otherwise : now.consumers().getOrDefault(name, otherwise);
  }

  private SubscriberLoop started(String name) {
    Consumer first = Objects.requireNonNull(Objects.requireNonNull(state).consumers().get(name));
    if (first.receiver() != null) {
      return started(
          name,
          first,
          () -> true,
          new NoticeDelivery(
              means.courier(),
              () -> Objects.requireNonNull(consumer(name, first).receiver()),
              () -> consumer(name, first).signing()));
    }
    SideDelivery delivery =
        new SideDelivery(
            first.routeId(),
            means.routing(),
            means.circuits(),
            means.courier(),
            means.pointers(),
            () -> consumer(name, first).handling(),
            () -> consumer(name, first).signing(),
            means.ticker());
    return started(name, first, delivery::mayDeliver, delivery);
  }

  private SubscriberLoop started(
      String name, Consumer first, BooleanSupplier mayDeliver, Delivery delivery) {
    SubscriberLoop loop =
        new SubscriberLoop(
            store,
            new SubscriberLoop.Post(name, means.worker()),
            () -> consumer(name, first).handling().policy(),
            mayDeliver,
            delivery,
            new Told(),
            ThreadLocalRandom.current(),
            means.ticker(),
            means.times());
    loop.start();
    return loop;
  }

  /** Says who the subscribers are, until the store has heard it. */
  private synchronized void subscribe() {
    Thread running = subscribing;
    if (running != null && running.isAlive()) {
      running.interrupt();
    }
    subscribing = Thread.ofVirtual().name("ficus-subscribe-" + route).start(this::untilSubscribed);
  }

  private void untilSubscribed() {
    try {
      boolean heard = false;
      while (!heard && closing.getCount() > 0) {
        try {
          var _ = store.subscribe(Objects.requireNonNull(state).subscriptions());
          means.index().note(route, kind);
          loops.values().forEach(SubscriberLoop::wake);
          heard = true;
        } catch (RuntimeException trouble) {
          if (Thread.currentThread().isInterrupted()) {
            // Somebody else says it anew.
            return;
          }
          means.listener().troubled(trouble);
          boolean _ = closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      // Somebody else says it anew.
      Thread.currentThread().interrupt();
    }
  }

  /** The name in its queue of who a route or {@code route/subscriber} is. */
  static String consumerOf(String id) {
    int slash = id.indexOf(Route.SUBSCRIBER);
    return slash < 0 ? StoreIntake.SUBSCRIBER : id.substring(slash + 1);
  }

  /** Lets what has been tried choose its side anew. */
  void repin(String consumer) {
    String name = consumerOf(consumer);
    Thread.ofVirtual()
        .name("ficus-repin-" + consumer)
        .start(
            () ->
                Queues.quietly(
                    () -> {
                      long _ = store.repin(name);
                    },
                    means.listener()));
  }

  @Override
  public void close() {
    closing.countDown();
    List<Thread> ending =
        loops.values().stream()
            .map(loop -> Thread.ofVirtual().name("ficus-loop-close").start(loop::close))
            .toList();
    try {
      for (Thread thread : ending) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (store instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        means.listener().troubled(new IllegalStateException("closing the queue of " + route, e));
      }
    }
  }

  /** Passes on what its loops tell. */
  private final class Told implements LoopListener {
    @Override
    public void settled(LeasedMessage message, DeliveryVerdict verdict, Settlement settlement) {
      means.listener().delivered(message, verdict);
    }

    @Override
    public void lost(int leases) {
      means.listener().lost(route, leases);
    }

    @Override
    public void unknown(String subscriber) {
      // Of a queue that leaves, it was let go of on purpose.
      if (!leaving) {
        subscribe();
      }
    }

    @Override
    public void troubled(RuntimeException trouble) {
      means.listener().troubled(trouble);
    }
  }
}
