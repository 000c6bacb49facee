package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.SignatureSpec;
import dev.ficus.gateway.route.SubscriberSpec;
import dev.ficus.gateway.route.SubscriberSpec.RateSpec;
import dev.ficus.gateway.route.SubscriberSpec.RetrySpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds webhook and storage-first routes. */
final class QueueBuilder {

  private static final long MAX_BODY = 1L << 20;
  private static final long MAX_RESULT = 10L << 20;
  private static final long MESSAGES = 1_000_000;
  private static final long BYTES = 2L << 30;
  private static final int CONCURRENCY = 16;
  private static final int ATTEMPTS = 3;
  private static final Duration DELIVERY = Duration.ofSeconds(15);
  private static final Duration PROCESSING = Duration.ofMinutes(1);
  private static final Duration DEDUPE = Duration.ofDays(3);
  private static final Duration RESULT = Duration.ofDays(1);

  private QueueBuilder() {}

  static @Nullable Located<QueueSpec> queue(Fields route) {
    Yaml webhook = route.get("webhook");
    if (webhook != null) {
      return route.locate(webhook, webhook(route.in(webhook)));
    }
    Yaml store = route.get("store");
    return store == null ? null : route.locate(store, store(route.in(store)));
  }

  private static QueueSpec webhook(Fields fields) {
    Fields capacity = fields.in("capacity");
    Yaml answer = fields.get("answer");
    List<SubscriberSpec> subscribers =
        fields.items("subscribers").stream()
            .map(node -> subscriber(fields.in(node), fields))
            .toList();
    return new QueueSpec.Webhook(
        signature(fields.in("verify")),
        dedupe(fields.in("dedupe")),
        fields.value("maxBody", Leaves.SIZE, MAX_BODY),
        capacity == null ? MESSAGES : capacity.value("messages", Leaves.COUNT, (int) MESSAGES),
        capacity == null ? BYTES : capacity.value("bytes", Leaves.SIZE, BYTES),
        "strict".equals(fields.value("durability", QueueShapes.DURABILITY)),
        fields.value("replicas", Leaves.COUNT_OR_NONE, 0),
        answer == null ? null : SettingsBuilder.response(fields, answer),
        subscribers);
  }

  /** What a subscriber does not say, its webhook may have said for all. */
  private static SubscriberSpec subscriber(Fields fields, Fields webhook) {
    String rate = fields.value("rate", Leaves.RATE);
    return new SubscriberSpec(
        Objects.requireNonNull(fields.located("name", Leaves.NAME)),
        SettingsBuilder.settings(fields),
        rate(rate == null ? webhook.value("rate", Leaves.RATE) : rate),
        fields.value(
            "concurrency", Leaves.COUNT, webhook.value("concurrency", Leaves.COUNT, CONCURRENCY)),
        fields.value(
            "timeout", Leaves.DURATION, webhook.value("timeout", Leaves.DURATION, DELIVERY)),
        retry(fields.in("retry")),
        "oldest".equals(fields.value("from", QueueShapes.FROM)),
        signature(fields.in("sign")));
  }

  private static @Nullable RateSpec rate(@Nullable String text) {
    if (text == null || text.equals("off")) {
      return null;
    }
    int slash = text.indexOf('/');
    Duration per =
        switch (text.substring(slash + 1)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    return new RateSpec(Integer.parseInt(text.substring(0, slash)), per);
  }

  private static RetrySpec retry(@Nullable Fields fields) {
    return fields == null
        ? new RetrySpec(null, null, null, null, null, Set.of())
        : new RetrySpec(
            fields.value("attempts", Leaves.COUNT),
            fields.value("first", Leaves.DURATION),
            fields.value("factor", Leaves.NUMBER),
            fields.value("max", Leaves.DURATION),
            fields.value("jitter", Leaves.PERCENT),
            new HashSet<>(fields.values("never", Leaves.STATUS)));
  }

  private static @Nullable SignatureSpec signature(@Nullable Fields fields) {
    return fields == null
        ? null
        : new SignatureSpec(
            Objects.requireNonNull(fields.value("scheme", QueueShapes.SCHEME)),
            fields.values("secrets", Leaves.TEXT),
            fields.value("tolerance", Leaves.DURATION),
            fields.value("header", Leaves.HEADER_NAME),
            fields.value("algorithm", QueueShapes.ALGORITHM),
            fields.value("encoding", QueueShapes.ENCODING),
            fields.value("prefix", Leaves.TEXT));
  }

  private static QueueSpec.@Nullable DedupeSpec dedupe(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    String key = Objects.requireNonNull(fields.value("key", QueueShapes.DEDUPE_KEY));
    boolean inBody = key.startsWith("body:");
    String place = key.substring(key.indexOf(':') + 1);
    return new QueueSpec.DedupeSpec(
        inBody ? null : place,
        inBody ? place : null,
        fields.value("window", Leaves.DURATION, DEDUPE));
  }

  /** Somebody who is told of events, of all of them if nothing else is said. */
  static ReceiverSpec receiver(Fields fields) {
    List<NotifyEvent> events = fields.values("events", QueueShapes.EVENT);
    return new ReceiverSpec(
        Objects.requireNonNull(fields.located("name", Leaves.NAME)),
        Objects.requireNonNull(fields.value("url", QueueShapes.RECEIVER_URL)),
        events.isEmpty() ? Set.of(NotifyEvent.values()) : Set.copyOf(events),
        signature(fields.in("sign")));
  }

  private static QueueSpec store(Fields fields) {
    Set<String> keep = new HashSet<>();
    fields
        .values("keepHeaders", Leaves.HEADER_NAME)
        .forEach(name -> keep.add(name.toLowerCase(Locale.ROOT)));
    return new QueueSpec.Store(
        SettingsBuilder.settings(fields),
        fields.value("maxBody", Leaves.SIZE, MAX_BODY),
        fields.value("maxResult", Leaves.SIZE, MAX_RESULT),
        fields.value("attempts", Leaves.COUNT, ATTEMPTS),
        fields.value("concurrency", Leaves.COUNT, CONCURRENCY),
        fields.value("timeout", Leaves.DURATION, PROCESSING),
        fields.value("resultTtl", Leaves.DURATION, RESULT),
        fields.value("wait", Leaves.DURATION, Duration.ZERO),
        keep);
  }
}
