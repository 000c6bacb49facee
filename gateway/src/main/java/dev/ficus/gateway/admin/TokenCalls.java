package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.PlanDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, shows and revokes tokens. */
final class TokenCalls {

  private static final Logger log = LoggerFactory.getLogger(TokenCalls.class);

  /** Names that stand for somebody else in the audit. */
  private static final Set<String> RESERVED =
      Set.of(AdminTokens.OPERATOR, "ficus", "file", PlanDriver.WHO);

  private final AdminServices services;
  private final AdminTokens tokens;

  /**
   * A token.
   *
   * @param builtIn whether it is the operator's own, which is not in the store
   * @param secret shown once, in the answer to its making
   */
  record TokenView(
      String name,
      String role,
      @Nullable String group,
      @Nullable Instant createdAt,
      @Nullable Instant expiresAt,
      boolean expired,
      boolean builtIn,
      @Nullable String secret,
      @Nullable Boolean dryRun) {}

  TokenCalls(AdminServices services) {
    this.services = services;
    tokens = services.tokens();
  }

  List<Operation> operations() {
    return List.of(
        Operation.read("/tokens", this::list).only(AdminToken.Role.ADMIN),
        Operation.write("POST", "/tokens", AdminToken.Role.ADMIN, this::make),
        Operation.delete("/tokens/{name}", AdminToken.Role.ADMIN, this::revoke));
  }

  private Answer list(AdminCall call) {
    List<TokenView> views = new ArrayList<>();
    views.add(
        new TokenView(
            AdminTokens.OPERATOR,
            AdminToken.Role.ADMIN.word(),
            null,
            null,
            null,
            false,
            true,
            null,
            null));
    tokens.all().forEach(token -> views.add(view(token, null)));
    return Answer.ok(Map.of("tokens", views));
  }

  private TokenView view(AdminToken token, @Nullable String secret) {
    return new TokenView(
        token.name(),
        token.role().word(),
        token.group(),
        token.createdAt(),
        token.expiresAt(),
        token.isExpired(services.clock().instant()),
        false,
        secret,
        null);
  }

  private Answer make(AdminCall call) {
    TokenWish wish = TokenWish.read(call.body());
    requireUnbound(call.caller());
    if (RESERVED.contains(wish.name()) || call.dryRun() && exists(wish.name())) {
      throw taken(wish.name());
    }
    if (call.dryRun()) {
      return Answer.ok(
          new TokenView(
              wish.name(), wish.role().word(), wish.group(), null, null, false, false, null, true));
    }
    AdminTokens.Made made = tokens.make(wish.name(), wish.role(), wish.group(), wish.expiresIn());
    if (made == null) {
      throw taken(wish.name());
    }
    audit(call.caller(), made.token(), wish.reason());
    WriteLog.write(
        call.caller(), "token.created", wish.name(), wish.reason(), "role " + wish.role().word());
    return Answer.json(201, view(made.token(), made.secret()))
        .withHeader("Location", AdminRouter.location("/tokens/" + wish.name()));
  }

  private boolean exists(String name) {
    return tokens.all().stream().anyMatch(token -> token.name().equals(name));
  }

  private static ProblemException taken(String name) {
    return Problem.of(ProblemType.CONFLICT, "there is a token '" + name + "' already").exception();
  }

  /** Whoever is bound to a group could free itself with a token of its own making. */
  private static void requireUnbound(Caller caller) {
    if (caller.group() != null) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              "token '" + caller.name() + "' is for group '" + caller.group() + "' only")
          .exception();
    }
  }

  /** A token that the audit knows nothing of shall not exist. */
  private void audit(Caller caller, AdminToken token, @Nullable String reason) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("role", token.role().word());
    if (token.group() != null) {
      details.put("group", token.group());
    }
    if (token.expiresAt() != null) {
      details.put("expires", token.expiresAt().toString());
    }
    try {
      services.audit().append(event(caller, "token.created", token.name(), reason, details));
    } catch (RuntimeException e) {
      tokens.revoke(token.name());
      throw e;
    }
  }

  private AuditEvent event(
      Caller caller,
      String what,
      String subject,
      @Nullable String reason,
      Map<String, String> details) {
    return new AuditEvent(
        services.clock().instant(),
        caller.name(),
        what,
        subject,
        services.self().name(),
        reason,
        0,
        details);
  }

  private Answer revoke(AdminCall call) {
    String name = call.variable("name");
    String reason = call.reason();
    requireUnbound(call.caller());
    if (name.equals(AdminTokens.OPERATOR)) {
      throw Problem.of(
              ProblemType.CONFLICT,
              "the operator's own token is not in the store (way out: change FICUS_ADMIN_TOKEN, or"
                  + " delete its file, and start again)")
          .exception();
    }
    if (call.dryRun() ? !exists(name) : !tokens.revoke(name)) {
      List<String> names = tokens.all().stream().map(AdminToken::name).toList();
      throw RouteCalls.unknown("token", name, names).exception();
    }
    if (call.dryRun()) {
      return Answer.nothing();
    }
    WriteLog.write(call.caller(), "token.revoked", name, reason, "done");
    try {
      services.audit().append(event(call.caller(), "token.revoked", name, reason, Map.of()));
    } catch (RuntimeException e) {
      // It stays revoked: that matters more than the entry, and the log has its line.
      log.error("the audit could not take that token {} was revoked", name, e);
    }
    return Answer.nothing();
  }
}
