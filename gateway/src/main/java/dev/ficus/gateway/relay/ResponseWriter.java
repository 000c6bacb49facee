package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.ResponseMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Writes the head that a client gets of an upstream's answer. */
final class ResponseWriter {

  private static final byte[] BEGIN = ascii("HTTP/1.1 ");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] SEPARATOR = ascii(": ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("Connection: upgrade\r\n");
  private static final int ADDED = 256;

  private ResponseWriter() {}

  /** How the client is told where the body ends. */
  enum Framing {
    /** As the upstream tells it. */
    AS_IT_CAME,
    /** In chunks, which the upstream did not use. */
    CHUNKED,
    /** By the end of the connection, although the upstream used chunks. */
    CONTENT_ONLY,
    /** There is no body, and no connection to speak of: an interim answer or an upgrade. */
    NONE
  }

  /**
   * Writes it.
   *
   * @param outside made only if a header has to be mapped
   * @param own the gateway's own header lines, each with its end
   */
  static ByteBuf write(
      ByteBufAllocator allocator,
      ResponseMessage message,
      Framing framing,
      Supplier<Outside> outside,
      String own) {
    ByteBuf out = allocator.directBuffer(message.length() + ADDED);
    out.writeBytes(BEGIN);
    status(out, message.status());
    out.writeByte(' ');
    byte[] bytes = message.bytes();
    int reason = message.reasonStart();
    out.writeBytes(bytes, reason, message.reasonEnd() - reason);
    out.writeBytes(LINE_END);
    Set<String> named = HopByHop.namedBy(message);
    for (int line = 0; line < message.count(); line++) {
      Field field = message.field(line);
      if (!passes(message, field, framing)
          || !named.isEmpty() && named.contains(message.name(line).toLowerCase(Locale.ROOT))) {
        continue;
      }
      switch (field) {
        case LOCATION, CONTENT_LOCATION ->
            line(out, message, line, outside.get().location(message.value(line)));
        case SET_COOKIE -> line(out, message, line, outside.get().cookie(message.value(line)));
        default -> asItCame(out, message, line);
      }
    }
    if (framing == Framing.CHUNKED) {
      out.writeBytes(CHUNKED);
    }
    if (message.status() == 101) {
      out.writeBytes(UPGRADE);
    }
    if (!own.isEmpty()) {
      out.writeCharSequence(own, StandardCharsets.ISO_8859_1);
    }
    return out.writeBytes(LINE_END);
  }

  private static boolean passes(ResponseMessage message, Field field, Framing framing) {
    return switch (field) {
      case TRANSFER_ENCODING -> framing == Framing.AS_IT_CAME;
      // Beside a Transfer-Encoding it means nothing (RFC 9112, section 6.3).
      case CONTENT_LENGTH -> framing == Framing.AS_IT_CAME && !message.has(Field.TRANSFER_ENCODING);
      case UPGRADE -> message.status() == 101;
      default -> HeaderRules.passesBack(field);
    };
  }

  private static void asItCame(ByteBuf out, ResponseMessage message, int line) {
    int from = message.lineStart(line);
    byte[] bytes = message.bytes();
    out.writeBytes(bytes, from, message.nameEnd(line) - from);
    out.writeBytes(SEPARATOR);
    int value = message.valueStart(line);
    out.writeBytes(bytes, value, message.valueEnd(line) - value);
    out.writeBytes(LINE_END);
  }

  private static void line(ByteBuf out, ResponseMessage message, int line, String value) {
    int from = message.lineStart(line);
    out.writeBytes(message.bytes(), from, message.nameEnd(line) - from);
    out.writeBytes(SEPARATOR);
    out.writeCharSequence(value, StandardCharsets.ISO_8859_1);
    out.writeBytes(LINE_END);
  }

  private static void status(ByteBuf out, int status) {
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
