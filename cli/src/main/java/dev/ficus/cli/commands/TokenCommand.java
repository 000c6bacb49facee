package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus token}. */
@Command(
    name = "token",
    description = "Who may call the admin API.",
    subcommands = {TokenCommand.Create.class, TokenCommand.All.class, TokenCommand.Revoke.class},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class TokenCommand {

  /** {@code ficus token create}. */
  @Command(name = "create", description = "Makes a token, and prints its secret this once.")
  public static final class Create extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "the audit's \"who\"")
    private String name = "";

    @Option(names = "--role", defaultValue = "viewer", description = "viewer, operator or admin")
    private String role = "viewer";

    @Option(names = "--group", description = "may cut over this group only")
    private @Nullable String group;

    @Option(names = "--expires", paramLabel = "TIME", description = "such as 30d")
    private @Nullable String expires;

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      ObjectNode wish = AdminClient.JSON.createObjectNode().put("name", name).put("role", role);
      if (group != null) {
        wish.put("group", group);
      }
      if (expires != null) {
        wish.put("expiresIn", expires);
      }
      if (change.reason() != null) {
        wish.put("reason", change.reason());
      }
      JsonNode would = client().send("POST", "/tokens?dryRun=true", wish, null).json();
      String what = described(would);
      if (!change.agreed("Make " + what + "?")) {
        output().print(would, out -> out.line("not made: " + what));
        return ExitCode.OK;
      }
      JsonNode made = client().send("POST", "/tokens", wish, null).json();
      output().print(made, out -> out.line(made.path("secret").asString("")));
      return ExitCode.OK;
    }

    private String described(JsonNode token) {
      String its = token.path("role").asString("");
      return "token "
          + token.path("name").asString("")
          + (its.equals("viewer") ? " for a " : " for an ")
          + its
          + (token.has("group") ? " of group " + token.path("group").asString("") : "")
          + (expires == null ? ", for ever" : ", for " + expires);
    }
  }

  /** {@code ficus token list}. */
  @Command(name = "list", description = "Lists tokens, without their secrets.")
  public static final class All extends RemoteCommand {

    @Override
    public Integer call() {
      JsonNode found = client().get("/tokens");
      output()
          .print(
              found,
              out -> {
                Table table = new Table("no tokens", "NAME", "ROLE", "GROUP", "EXPIRES");
                for (JsonNode its : found.path("tokens")) {
                  table.row(
                      its.path("name").asString(""),
                      its.path("role").asString(""),
                      its.path("group").asString(""),
                      its.path("expired").asBoolean(false)
                          ? "expired"
                          : its.path("expiresAt").asString("never"));
                }
                out.table(table);
              });
      return ExitCode.OK;
    }
  }

  /** {@code ficus token revoke}. */
  @Command(name = "revoke", description = "Revokes a token, for the whole fleet.")
  public static final class Revoke extends RemoteCommand {

    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      String path = AdminClient.path("/tokens/{}", name);
      JsonNode would = client().send("DELETE", path + "?dryRun=true", null, null).json();
      if (!change.agreed("Revoke " + name + "?")) {
        output().print(would, out -> out.line("kept: " + name));
        return ExitCode.OK;
      }
      JsonNode done = client().send("DELETE", change.withReason(path), null, null).json();
      output().print(done, out -> out.line("revoked: " + name));
      return ExitCode.OK;
    }
  }
}
