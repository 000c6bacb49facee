package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.Delivery;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.webhook.SignatureScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Posts notices to one receiver: those that it wants, each to the URL that the files say now. */
final class NoticeDelivery implements Delivery {

  private final Courier courier;
  private final Supplier<ReceiverSpec> receiver;
  private final Supplier<@Nullable SignatureScheme> signing;

  NoticeDelivery(
      Courier courier,
      Supplier<ReceiverSpec> receiver,
      Supplier<@Nullable SignatureScheme> signing) {
    this.courier = courier;
    this.receiver = receiver;
    this.signing = signing;
  }

  @Override
  public DeliveryVerdict deliver(LeasedMessage leased) {
    ReceiverSpec to = receiver.get();
    Message message = leased.message();
    String event = message.header(Notifier.EVENT).orElse("");
    if (to.events().stream().noneMatch(wanted -> wanted.word().equals(event))) {
      return DeliveryVerdict.Done.WITHOUT_ANSWER;
    }
    Courier.Parcel parcel =
        new Courier.Parcel(
            Side.TARGET,
            message.method(),
            target(to.url()),
            null,
            headers(leased),
            message.body(),
            Handling.NOTICES.policy().timeout(),
            Handling.NOTICES.maxAnswer(),
            () -> true);
    try {
      Courier.Received answer = courier.send(upstream(to), parcel);
      return Handling.NOTICES.judge(answer, null, Side.TARGET.word());
    } catch (Courier.FailedException failed) {
      return new DeliveryVerdict.Retry(null, failed.failure().word(), null, null);
    }
  }

  private static String target(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static Upstream upstream(ReceiverSpec to) {
    URI url = to.url();
    URI origin = URI.create(url.getScheme() + "://" + url.getRawAuthority());
    return new Upstream(
        "notify/" + to.name().value(),
        List.of(origin),
        Timeouts.DEFAULT,
        PoolSpec.DEFAULT,
        new HostPolicy.Upstream(),
        HeaderEdits.NONE,
        null,
        UpstreamSpec.Data.SHARED,
        null);
  }

  private List<Header> headers(LeasedMessage leased) {
    Message message = leased.message();
    List<Header> headers = new ArrayList<>(message.headers());
    SignatureScheme scheme = signing.get();
    if (scheme != null) {
      headers.addAll(scheme.sign(message.id().local(), message.body()));
    }
    headers.add(new Header(MessageHead.MESSAGE_ID, message.id().toString()));
    headers.add(new Header(SideDelivery.ATTEMPT, Integer.toString(leased.attempt())));
    return headers;
  }
}
