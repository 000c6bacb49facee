package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningShop.class)
class ChatIT {

  @Test
  void aTextGoesToEverybodyAndToItsSender(Shop shop) throws Exception {
    var first = new Talker(shop);
    var second = new Talker(shop);

    first.socket.sendText("hello", true).join();

    assertThat(first.heard()).isEqualTo("hello");
    assertThat(second.heard()).isEqualTo("hello");
    first.leave();
    second.leave();
  }

  @Test
  void aLongTextArrivesWhole(Shop shop) throws Exception {
    var talker = new Talker(shop);
    String text = "tea ".repeat(50_000);

    talker.socket.sendText(text, true).join();

    assertThat(talker.heard()).isEqualTo(text);
    talker.leave();
  }

  @Test
  void bytesGoBackToTheirSender(Shop shop) throws Exception {
    var talker = new Talker(shop);

    talker.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();

    assertThat(talker.heard()).isEqualTo("3 bytes");
    talker.leave();
  }

  @Test
  void agreesOnTheSubprotocol(Shop shop) {
    var talker = new Talker(shop);

    assertThat(talker.socket.getSubprotocol()).isEqualTo("chat.v1");
    talker.leave();
  }

  private static final class Talker implements WebSocket.Listener {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private final WebSocket socket;

    Talker(Shop shop) {
      URI uri = URI.create(shop.at("/ws/chat").toString().replace("http:", "ws:"));
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .subprotocols("chat.v1")
              .buildAsync(uri, this)
              .join();
    }

    @Nullable String heard() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }

    void leave() {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        messages.add(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      messages.add(data.remaining() + " bytes");
      from.request(1);
      return null;
    }
  }
}
