package dev.ficus.gateway.admin;

import java.util.Set;

/**
 * One call of the API.
 *
 * @param path below {@link #ROOT}, with {@code {variables}}
 * @param role who may call it
 * @param query the parameters it understands
 * @param handler may block; runs on a virtual thread
 */
record Operation(
    String method,
    String path,
    AdminToken.Role role,
    Input input,
    Set<String> query,
    Handler handler) {

  static final String ROOT = "/admin/v1";

  /**
   * What body a call takes.
   *
   * @param limit in bytes; 0 for none
   * @param types the content types it accepts; a body that names none is taken for the right one
   */
  record Input(int limit, Set<String> types) {
    static final Input NONE = new Input(0, Set.of());
    static final Input JSON = new Input(256 << 10, Set.of("application/json"));
    static final Input YAML =
        new Input(
            8 << 20,
            Set.of(
                "application/yaml",
                "application/x-yaml",
                "text/yaml",
                "text/x-yaml",
                "text/plain"));
  }

  /** Answers a call. */
  interface Handler {
    /**
     * @throws ProblemException if there is something wrong with it
     */
    Answer handle(AdminCall call);
  }

  static Operation read(String path, Handler handler, String... query) {
    return new Operation("GET", path, AdminToken.Role.VIEWER, Input.NONE, Set.of(query), handler);
  }

  /** A POST that changes nothing. */
  static Operation ask(String path, Input input, Handler handler) {
    return new Operation("POST", path, AdminToken.Role.VIEWER, input, Set.of(), handler);
  }

  static Operation write(String method, String path, AdminToken.Role role, Handler handler) {
    return new Operation(method, path, role, Input.JSON, Set.of(AdminCall.DRY_RUN), handler);
  }

  /** A body means nothing in a DELETE (RFC 9110, 9.3.5), so its reason is a parameter. */
  static Operation delete(String path, AdminToken.Role role, Handler handler) {
    Set<String> query = Set.of(AdminCall.DRY_RUN, AdminCall.REASON);
    return new Operation("DELETE", path, role, Input.NONE, query, handler);
  }

  /** The same for another role. */
  Operation only(AdminToken.Role other) {
    return new Operation(method, path, other, input, query, handler);
  }
}
