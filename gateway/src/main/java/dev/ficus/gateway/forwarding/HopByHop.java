package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.MessageHead;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a Connection header makes hop-by-hop (RFC 9110, section 7.6.1). */
public final class HopByHop {

  private HopByHop() {}

  /** The names, in lower case, that a message must lose beside those that never go on. */
  public static Set<String> namedBy(MessageHead message) {
    boolean none =
        !message.has(Field.CONNECTION)
            || message.isOnly(Field.CONNECTION, "keep-alive")
            || message.isOnly(Field.CONNECTION, "close");
    return none ? Set.of() : namedBy(message.all("Connection"));
  }

  /**
   * The names, in lower case, that a message must lose beside those that never go on.
   *
   * @param connection the values of its Connection headers
   */
  public static Set<String> namedBy(List<String> connection) {
    Set<String> names = Set.of();
    for (String value : connection) {
      for (String token : value.split(",")) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !isOption(name) && !isVital(name)) {
          names = names.isEmpty() ? new HashSet<>() : names;
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Says something about the connection, and names no header. */
  private static boolean isOption(String token) {
    return switch (token) {
      case "close", "keep-alive", "upgrade", "te" -> true;
      default -> false;
    };
  }

  /** What frames and routes the message cannot be stripped by naming it. */
  private static boolean isVital(String name) {
    return switch (Field.of(name)) {
      case HOST, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING -> true;
      default -> false;
    };
  }
}
