package dev.ficus.gateway.admin;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Brings the operations onto HTTP: who calls, which one, with what body; then off the event loop.
 * Whatever nobody else on the management port has claimed ends here as 404, so that no mapping of
 * the main context ever forwards it.
 */
final class AdminRouter {

  private final BearerTokens tokens;
  private final Scheduler blocking;

  AdminRouter(AdminTokens tokens, Scheduler blocking) {
    this.tokens = new BearerTokens(tokens);
    this.blocking = blocking;
  }

  RouterFunction<ServerResponse> route(List<Operation> operations) {
    Map<String, Map<String, Operation>> byPath = new LinkedHashMap<>();
    for (Operation operation : operations) {
      byPath
          .computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
          .put(operation.method(), operation);
    }
    RouterFunctions.Builder builder = RouterFunctions.route();
    byPath.forEach(
        (path, methods) ->
            builder.route(
                RequestPredicates.path(Operation.ROOT + path),
                request -> dispatch(request, methods)));
    builder.route(RequestPredicates.all(), AdminRouter::nothingHere);
    return builder.build();
  }

  private static Mono<ServerResponse> nothingHere(ServerRequest request) {
    return Mono.error(
        Problem.of(ProblemType.UNKNOWN_PATH, "nothing at " + request.path()).exception());
  }

  private Mono<ServerResponse> dispatch(ServerRequest request, Map<String, Operation> methods) {
    HttpMethod method =
        request.method().equals(HttpMethod.HEAD) ? HttpMethod.GET : request.method();
    Operation operation = methods.get(method.name());
    if (operation == null) {
      return Mono.error(notAllowed(request, methods));
    }
    return Mono.defer(() -> answer(request, operation));
  }

  private static ProblemException notAllowed(
      ServerRequest request, Map<String, Operation> methods) {
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String list = String.join(", ", allowed);
    return Problem.of(
            ProblemType.METHOD_NOT_ALLOWED,
            request.method() + " is not for " + request.path() + " (expected: " + list + ")")
        .withHeader(HttpHeaders.ALLOW, list)
        .exception();
  }

  private Mono<ServerResponse> answer(ServerRequest request, Operation operation) {
    Caller caller = tokens.caller(request.headers());
    if (!caller.mayActAs(operation.role())) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              "token '"
                  + caller.name()
                  + "' is a "
                  + caller.role().word()
                  + "'s (needed: "
                  + operation.role().word()
                  + ")")
          .exception();
    }
    return body(request, operation.input())
        .map(bytes -> call(request, operation, caller, bytes))
        .flatMap(
            call -> Mono.fromCallable(() -> operation.handler().handle(call)).subscribeOn(blocking))
        .onErrorMap(
            RejectedExecutionException.class,
            _ ->
                Problem.of(ProblemType.OVERLOADED, "too many admin calls are under way")
                    .withHeader(HttpHeaders.RETRY_AFTER, "1")
                    .exception())
        .flatMap(answer -> respond(request, answer));
  }

  private static AdminCall call(
      ServerRequest request, Operation operation, Caller caller, byte[] body) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    request.queryParams().forEach((name, values) -> query.put(name, new ArrayList<>(values)));
    AdminCall call =
        new AdminCall(
            caller,
            request.pathVariables(),
            query,
            request.headers().firstHeader(HttpHeaders.IF_MATCH),
            body);
    call.checkQuery(operation.query());
    return call;
  }

  private static Mono<byte[]> body(ServerRequest request, Operation.Input input) {
    if (input.limit() == 0) {
      return Mono.just(new byte[0]);
    }
    if (request.headers().contentLength().orElse(0) > input.limit()) {
      throw tooLarge(input);
    }
    return DataBufferUtils.join(request.exchange().getRequest().getBody(), input.limit())
        .map(AdminRouter::bytes)
        .defaultIfEmpty(new byte[0])
        .doOnNext(bytes -> checkType(request, input, bytes))
        .onErrorMap(DataBufferLimitException.class, _ -> tooLarge(input));
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static void checkType(ServerRequest request, Operation.Input input, byte[] body) {
    String sent = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
    if (body.length == 0 || sent == null) {
      return;
    }
    boolean accepted;
    try {
      MediaType type = MediaType.parseMediaType(sent);
      accepted = input.types().contains(type.getType() + "/" + type.getSubtype());
    } catch (InvalidMediaTypeException e) {
      accepted = false;
    }
    if (!accepted) {
      String expected = String.join(", ", new TreeSet<>(input.types()));
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type: '" + sent + "' (expected: " + expected + ")")
          .withHeader(HttpHeaders.ACCEPT, expected)
          .exception();
    }
  }

  private static ProblemException tooLarge(Operation.Input input) {
    return Problem.of(
            ProblemType.TOO_LARGE, "the body is larger than " + (input.limit() >> 10) + " KiB")
        .with("limit", input.limit())
        .exception();
  }

  private static Mono<ServerResponse> respond(ServerRequest request, Answer answer) {
    ServerResponse.BodyBuilder builder = ServerResponse.status(answer.status());
    answer.headers().forEach(builder::header);
    if (answer.stream() != null) {
      builder.contentType(MediaType.TEXT_EVENT_STREAM);
      return request.method().equals(HttpMethod.HEAD)
          ? builder.build()
          : builder.body(BodyInserters.fromServerSentEvents(answer.stream()));
    }
    if (answer.body().length == 0 && answer.contentType().isEmpty()) {
      return builder.build();
    }
    return builder
        .contentType(MediaType.parseMediaType(answer.contentType()))
        .contentLength(answer.body().length)
        .bodyValue(answer.body());
  }

  /** Where something that was made can be found. */
  static String location(String path) {
    return URI.create(Operation.ROOT + path).toString();
  }
}
