package dev.ficus.gateway.routefile;

import static dev.ficus.gateway.routefile.Leaves.COUNT;
import static dev.ficus.gateway.routefile.Leaves.DURATION;
import static dev.ficus.gateway.routefile.Leaves.HEADER_NAME;
import static dev.ficus.gateway.routefile.Leaves.ID;
import static dev.ficus.gateway.routefile.Leaves.PERCENT;
import static dev.ficus.gateway.routefile.Leaves.RATE;
import static dev.ficus.gateway.routefile.Leaves.SIZE;
import static dev.ficus.gateway.routefile.Leaves.TEXT;

import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.routefile.Shape.ListOf;
import dev.ficus.gateway.routefile.Shape.Place;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Kind;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The form of webhook and storage-first routes. */
final class QueueShapes {

  private static final String URL_FORM = "http:// or https://, a host, and a path if it has one";

  private QueueShapes() {}

  static final Leaf<NotifyEvent> EVENT =
      Leaf.word(
          Arrays.stream(NotifyEvent.values()).map(NotifyEvent::word).toList(),
          word -> NotifyEvent.of(word).orElseThrow());

  /** Where notices go: unlike an upstream's it has a path, and may have a query. */
  static final Leaf<URI> RECEIVER_URL = Leaf.of(URL_FORM, Set.of(Kind.TEXT), QueueShapes::url);

  static final Leaf<String> DURABILITY = Leaves.words("warn", "strict");
  static final Leaf<String> FROM = Leaves.words("now", "oldest");
  static final Leaf<String> ALGORITHM = Leaves.words("sha1", "sha256", "sha512");
  static final Leaf<String> ENCODING = Leaves.words("hex", "base64");
  static final Leaf<String> SCHEME =
      Leaves.words("standard-webhooks", "stripe", "github", "shopify", "slack", "hmac");

  static final Leaf<String> DEDUPE_KEY =
      Leaf.matching("header:NAME or body:/POINTER", "header:\\S+|body:/.*");

  /** Beside the keys of a proxied route's canary, a message can be stuck to its own body. */
  private static final Leaf<StickyKey> STICKY_KEY =
      Leaf.of(
          "header:NAME, cookie:NAME, body:/POINTER or path:VARIABLE",
          Set.of(Kind.TEXT),
          StickyKey::parseOfMessage);

  private static final Shape CANARY =
      MapShape.of("canary")
          .with("weight", PERCENT)
          .with("stickyBy", ListOf.oneOrMore("a list of keys", STICKY_KEY))
          .with("include", ListOf.oneOrMore("a list of rules", Leaves.CLIENT_RULE))
          .with("exclude", ListOf.oneOrMore("a list of rules", Leaves.CLIENT_RULE));

  private static final MapShape SIGNATURE =
      MapShape.of("signature")
          .must("scheme", SCHEME)
          .must("secrets", ListOf.some("a list of secrets", TEXT))
          .with("tolerance", DURATION)
          .with("header", HEADER_NAME)
          .with("algorithm", ALGORITHM)
          .with("encoding", ENCODING)
          .with("prefix", TEXT)
          .so(QueueShapes::secretsApart);

  private static final Shape RETRY =
      MapShape.of("retry")
          .with("attempts", COUNT)
          .with("first", DURATION)
          .with("factor", Leaves.NUMBER)
          .with("max", DURATION)
          .with("jitter", PERCENT)
          .with("never", ListOf.of("a list of statuses", Leaves.STATUS));

  /** Who is told of events. */
  static final Shape RECEIVER =
      MapShape.namedBy("receiver", "name")
          .must("name", ID)
          .must("url", RECEIVER_URL)
          .with("events", ListOf.some("a list of events", EVENT))
          .with("sign", SIGNATURE);

  private static URI url(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean nothingElse = uri.getRawFragment() == null && uri.getRawUserInfo() == null;
      if (web && uri.getHost() != null && uri.getPort() != 0 && nothingElse) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw Leaves.wrong(text, URL_FORM);
    }
    throw Leaves.wrong(text, URL_FORM);
  }

  /** Who reads a route file is not to learn how to sign. */
  private static void secretsApart(Mapping map, Place place, Problems problems) {
    Entry secrets = map.entry("secrets");
    List<Yaml> items =
        switch (secrets == null ? null : secrets.value()) {
          case null -> List.of();
          case Sequence list -> list.items();
          case Yaml one -> List.of(one);
        };
    for (Yaml item : items) {
      if (item instanceof Scalar scalar && !scalar.raw().contains("${")) {
        problems.add(
            Objects.requireNonNull(secrets).key().span(),
            place + ": a secret that stands in the file (expected: ${NAME} or ${file:/path})");
      }
    }
  }

  /** Who asks for copies wants to be told when there are none. */
  private static void replicasAreStrict(Mapping map, Place place, Problems problems) {
    Entry replicas = map.entry("replicas");
    boolean wanted =
        replicas != null && replicas.value() instanceof Scalar count && !count.raw().equals("0");
    boolean strict = map.get("durability") instanceof Scalar said && said.raw().equals("strict");
    if (wanted && !strict) {
      problems.add(
          Objects.requireNonNull(replicas).key().span(),
          place + ": replicas without durability (expected: `durability: strict` beside it)");
    }
  }

  static Shape webhook(Map<String, Shape> migration, Shape response) {
    Shape subscriber =
        MapShape.namedBy("subscriber", "name")
            .must("name", ID)
            .with("group", ID)
            .with(migration)
            .with("canary", CANARY)
            .with("rate", RATE)
            .with("concurrency", COUNT)
            .with("timeout", DURATION)
            .with("retry", RETRY)
            .with("from", FROM)
            .with("sign", SIGNATURE);
    return MapShape.of("webhook")
        .with("verify", SIGNATURE)
        .with("dedupe", MapShape.of("dedupe").must("key", DEDUPE_KEY).with("window", DURATION))
        .must("subscribers", ListOf.some("a list of subscribers", subscriber))
        .with("maxBody", SIZE)
        .with("capacity", MapShape.of("capacity").with("messages", COUNT).with("bytes", SIZE))
        .with("answer", response)
        .with("durability", DURABILITY)
        .with("replicas", Leaves.COUNT_OR_NONE)
        .with("timeout", DURATION)
        .with("rate", RATE)
        .with("concurrency", COUNT)
        .so(QueueShapes::replicasAreStrict);
  }

  static Shape store(Map<String, Shape> migration) {
    return MapShape.of("store")
        .with(migration)
        .with("canary", CANARY)
        .with("maxBody", SIZE)
        .with("maxResult", SIZE)
        .with("attempts", COUNT)
        .with("concurrency", COUNT)
        .with("timeout", DURATION)
        .with("resultTtl", DURATION)
        .with("wait", DURATION)
        .with("keepHeaders", ListOf.of("a list of header names", HEADER_NAME));
  }
}
