package dev.ficus.gateway.admin;

import dev.ficus.gateway.circuit.CircuitsUnavailableException;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueUnavailableException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Answers everything that goes wrong on the management port as a problem. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdminProblems implements WebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(AdminProblems.class);

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(error);
    }
    Answer answer = answerTo(error);
    response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
    HttpHeaders headers = response.getHeaders();
    headers.set(HttpHeaders.CONTENT_TYPE, answer.contentType());
    headers.setContentLength(answer.body().length);
    answer.headers().forEach(headers::set);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(answer.body())));
  }

  private static Answer answerTo(Throwable error) {
    return switch (error) {
      case ProblemException e -> e.problem().answer();
      case StoreUnavailableException e -> unavailable(e).answer();
      case CircuitsUnavailableException e -> unavailable(e, e.outcomeUnknown()).answer();
      case QueueUnavailableException e -> unavailable(e, e.outcomeUnknown()).answer();
      case ErrorResponse e when e.getStatusCode().value() < 500 -> generic(e);
      default -> {
        log.error("an admin call failed", error);
        yield Problem.of(ProblemType.INTERNAL, "see the log of this instance").answer();
      }
    };
  }

  static Problem unavailable(StoreUnavailableException e) {
    return unavailable(e, e.outcomeUnknown());
  }

  private static Problem unavailable(RuntimeException e, boolean outcomeUnknown) {
    return Problem.of(ProblemType.UNAVAILABLE, String.valueOf(e.getMessage()))
        .with("outcome", outcomeUnknown ? "unknown" : "not-done")
        .withHeader(HttpHeaders.RETRY_AFTER, "1");
  }

  /** What Spring itself refuses, such as an endpoint's parameter. */
  private static Answer generic(ErrorResponse error) {
    int status = error.getStatusCode().value();
    String detail = error.getBody().getDetail();
    String title = error.getBody().getTitle();
    return new Answer(
        status,
        "application/problem+json",
        Json.write(
            Map.of(
                "type",
                "about:blank",
                "title",
                title == null ? "Refused" : title,
                "status",
                status,
                "detail",
                detail == null ? "" : detail)),
        Map.of());
  }
}
