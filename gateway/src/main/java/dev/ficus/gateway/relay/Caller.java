package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.http1.ResponseMessage;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Whoever wants something of an upstream: what a pool and a connection tell it, on its loop. */
interface Caller {

  /** How long a connection may take to come up. */
  Duration connectTimeout();

  /** All connections are busy, and it has a place in the queue. */
  void waits();

  /** A connection is being opened; the number tells this attempt from others. */
  int connects(Place to);

  /** Whether the attempt of this number is still of use. */
  boolean isWaiting(int attempt);

  /** A connection is there, and nobody else's. */
  void connected(UpstreamConnection to);

  /** It has come to nothing; the connection, if there was one, is gone. */
  void failed(Failure failure);

  /** More of the request can be written. */
  void upstreamWritable();

  /** Whether the request has been written in full. */
  boolean isRequestSent();

  /** An answer before the answer. */
  void interim(ResponseMessage interim);

  /** The head of the answer; valid for as long as the call lasts. */
  void answered(ResponseMessage head);

  /** Whether the body is wanted without the framing of chunks. */
  boolean wantsContentOnly();

  /** A piece of the body, or of what a tunnel carries; takes the buffer over. */
  void pass(ByteBuf piece);

  /** All that has come in at once has been passed on. */
  void passed();

  /** Whether the upstream may answer by speaking another protocol (RFC 9110, section 15.2.2). */
  boolean asksToUpgrade();

  /** The upstream speaks another protocol from here on. */
  void upgraded(ResponseMessage head);

  /** The answer is whole, or a tunnel has been closed by the upstream. */
  void answerEnded();
}
