package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.CompareSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route's rules for comparing, by place in a document.
 *
 * @param redact pointers of what no sample shows
 */
public record CompareRules(CompareSpec spec, List<String> redact) {

  public static final CompareRules PLAIN = new CompareRules(CompareSpec.PLAIN, List.of());

  public CompareRules {
    redact = List.copyOf(redact);
  }

  /** These rules, and one path more that is not compared. */
  public CompareRules ignoring(String path) {
    List<String> more = new ArrayList<>(spec.ignore());
    more.add(path);
    return new CompareRules(
        new CompareSpec(spec.headers(), more, spec.unordered(), spec.tolerance()), redact);
  }

  /** Whether a difference at this path would be passed over. */
  public boolean ignores(String path) {
    if (!path.isEmpty() && !path.startsWith("/")) {
      return spec.ignore().contains(path);
    }
    Node node = compile();
    for (String segment : segments(path)) {
      if (node.ignored) {
        return true;
      }
      node = node.child(segment);
    }
    return node.ignored;
  }

  /** The rules for one place in a document, and for what is below it. */
  static final class Node {

    private static final Node NOTHING = new Node();

    private final Map<String, Node> children = new HashMap<>();
    private Node any = this;
    private boolean ignored;
    private boolean unordered;
    private boolean redacted;
    private boolean redactsBelow;
    private @Nullable BigDecimal tolerance;

    boolean isIgnored() {
      return ignored;
    }

    boolean isUnordered() {
      return unordered;
    }

    boolean isRedacted() {
      return redacted;
    }

    /** Whether something below it is not to be shown. */
    boolean redactsBelow() {
      return redactsBelow;
    }

    @Nullable BigDecimal tolerance() {
      return tolerance;
    }

    /** Whether nothing is said here or below. */
    boolean saysNothing() {
      return this == NOTHING;
    }

    Node child(String segment) {
      Node named = children.get(segment);
      return named != null ? named : any;
    }

    Node child(int index) {
      return children.isEmpty() ? any : child(Integer.toString(index));
    }
  }

  private enum Effect {
    IGNORE,
    UNORDERED,
    TOLERANCE,
    REDACT
  }

  private record Rule(List<String> path, Effect effect, @Nullable BigDecimal number) {}

  /** The rules by place. */
  Node compile() {
    List<Rule> rules = new ArrayList<>();
    spec.ignore().stream()
        .filter(CompareRules::isPointer)
        .forEach(p -> add(rules, p, Effect.IGNORE));
    spec.unordered().forEach(p -> add(rules, p, Effect.UNORDERED));
    redact.forEach(p -> add(rules, p, Effect.REDACT));
    spec.tolerance().forEach((p, by) -> rules.add(new Rule(segments(p), Effect.TOLERANCE, by)));
    return node(rules, 0);
  }

  private static void add(List<Rule> rules, String pointer, Effect effect) {
    rules.add(new Rule(segments(pointer), effect, null));
  }

  private static Node node(List<Rule> rules, int depth) {
    if (rules.isEmpty()) {
      return Node.NOTHING;
    }
    Node node = new Node();
    Map<String, List<Rule>> below = new LinkedHashMap<>();
    List<Rule> anywhere = new ArrayList<>();
    for (Rule rule : rules) {
      node.redactsBelow |= rule.effect == Effect.REDACT && rule.path.size() > depth;
      if (rule.path.size() == depth) {
        switch (rule.effect) {
          case IGNORE -> node.ignored = true;
          case UNORDERED -> node.unordered = true;
          case REDACT -> node.redacted = true;
          case TOLERANCE -> node.tolerance = rule.number;
        }
      } else if (rule.path.get(depth).equals("*")) {
        anywhere.add(rule);
      } else {
        below.computeIfAbsent(rule.path.get(depth), _ -> new ArrayList<>()).add(rule);
      }
    }
    node.any = node(anywhere, depth + 1);
    below.forEach(
        (name, its) -> {
          its.addAll(anywhere);
          node.children.put(name, node(its, depth + 1));
        });
    return node;
  }

  private static boolean isPointer(String path) {
    return path.isEmpty() || path.startsWith("/");
  }

  private static List<String> segments(String pointer) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String part : pointer.substring(1).split("/", -1)) {
      segments.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return segments;
  }
}
