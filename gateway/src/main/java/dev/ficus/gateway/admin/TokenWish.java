package dev.ficus.gateway.admin;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody wants.
 *
 * @param group the only group it may cut over, or null for all
 * @param expiresIn null for never
 */
record TokenWish(
    String name,
    AdminToken.Role role,
    @Nullable String group,
    @Nullable Duration expiresIn,
    @Nullable String reason) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /**
   * @throws ProblemException with all that is wrong
   */
  static TokenWish read(byte[] bytes) {
    JsonBody body = new JsonBody(bytes, "name", "role", "group", "expiresIn", "reason");
    String name = body.required("name", "who will use it");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      body.wrong("name", "name: '" + name + "' (expected: letters, digits, . _ @ -, at most 64)");
    }
    List<String> roles = Arrays.stream(AdminToken.Role.values()).map(r -> r.word()).toList();
    AdminToken.Role role = body.word("role", word -> AdminToken.Role.of(word).orElse(null), roles);
    body.required("role", String.join(", ", roles));
    Duration expiresIn = null;
    String lasting = body.text("expiresIn");
    try {
      expiresIn = lasting == null ? null : Durations.parse(lasting);
    } catch (IllegalArgumentException e) {
      body.wrong("expiresIn", "expiresIn: " + e.getMessage());
    }
    TokenWish wish =
        new TokenWish(
            name,
            role == null ? AdminToken.Role.VIEWER : role,
            body.text("group"),
            expiresIn,
            body.reason());
    body.check();
    return wish;
  }
}
