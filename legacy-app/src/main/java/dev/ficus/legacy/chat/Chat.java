package dev.ficus.legacy.chat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * One room for everybody: a text goes to all who are connected, its sender included; bytes go back
 * to their sender alone.
 */
class Chat extends AbstractWebSocketHandler implements SubProtocolCapable {

  private static final int MESSAGE_LIMIT = 1 << 20;
  private static final int SEND_MILLIS = 5_000;

  private final Map<String, WebSocketSession> talkers = new ConcurrentHashMap<>();

  @Override
  public List<String> getSubProtocols() {
    return List.of("chat.v1");
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    session.setTextMessageSizeLimit(MESSAGE_LIMIT);
    session.setBinaryMessageSizeLimit(MESSAGE_LIMIT);
    talkers.put(
        session.getId(),
        new ConcurrentWebSocketSessionDecorator(session, SEND_MILLIS, 4 * MESSAGE_LIMIT));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    talkers.values().forEach(talker -> say(talker, message));
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
      throws IOException {
    WebSocketSession sender = talkers.get(session.getId());
    if (sender != null) {
      sender.sendMessage(message);
    }
  }

  /** A talker who cannot be reached must not silence the others. */
  private void say(WebSocketSession talker, TextMessage message) {
    try {
      talker.sendMessage(message);
    } catch (IOException | RuntimeException gone) {
      talkers.remove(talker.getId());
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    talkers.remove(session.getId());
  }
}
