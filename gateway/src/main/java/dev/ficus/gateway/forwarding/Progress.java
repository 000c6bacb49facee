package dev.ficus.gateway.forwarding;

/** How far an exchange with an upstream had come, in this order. */
public enum Progress {
  /** The upstream cannot have seen any of the request. */
  NOTHING_SENT,
  /** Some of the request may have reached it. */
  SENT,
  /** Its response head is here, and nothing of it has been passed on. */
  HEAD_RECEIVED,
  /** The client has the head and perhaps some of the body. */
  BODY_UNDER_WAY
}
