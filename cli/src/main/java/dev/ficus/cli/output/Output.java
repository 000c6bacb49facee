package dev.ficus.cli.output;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a command says what it has found. */
public final class Output {

  /** For people, or one of two for programs. */
  public enum Format {
    table,
    json,
    yaml
  }

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: table)")
  private Format format = Format.table;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** Prints a document as it is, or what people are to see of it. */
  public void print(JsonNode document, Consumer<Output> forPeople) {
    switch (format) {
      case table -> forPeople.accept(this);
      case json -> line(document.toPrettyString());
      case yaml -> out().print(yaml(document));
    }
    out().flush();
  }

  private static String yaml(JsonNode document) {
    Object plain = JsonMapper.shared().treeToValue(document, Object.class);
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(plain);
  }

  /** Whether a program reads it. */
  public boolean isForPrograms() {
    return format != Format.table;
  }

  public void line(String text) {
    out().println(text);
    out().flush();
  }

  public void table(Table table) {
    table.lines().forEach(this::line);
  }

  /** Colours a word by what it means, where colours are wanted; never by colour alone. */
  public String coloured(String word) {
    String style =
        switch (word) {
          case "pass", "closed", "live", "retired", "done" -> "green";
          case "fail", "open", "dead", "failed" -> "red";
          case "inconclusive", "half-open", "canary", "shadow", "paused", "drift" -> "yellow";
          default -> null;
        };
    return style == null ? word : Ansi.AUTO.string("@|" + style + " " + word + "|@");
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
