package dev.ficus.gateway.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** Attributes of spans: OpenTelemetry's semantic conventions for HTTP, and what is Ficus' own. */
final class SpanNames {

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> PEER = AttributeKey.stringKey("peer.service");

  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("ficus.route");
  static final AttributeKey<String> SIDE = AttributeKey.stringKey("ficus.side");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("ficus.outcome");
  static final AttributeKey<Boolean> FELL_BACK = AttributeKey.booleanKey("ficus.fell_back");

  /** {@code shadow} or {@code noise}. */
  static final AttributeKey<String> COPY = AttributeKey.stringKey("ficus.copy");

  private SpanNames() {}
}
