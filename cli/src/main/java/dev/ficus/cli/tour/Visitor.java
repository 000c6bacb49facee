package dev.ficus.cli.tour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

/** Who is shown around: reads lines, and says when to go on. */
class Visitor {

  private final PrintStream out;
  private final BufferedReader in;
  private final boolean waits;

  /**
   * @param waits whether each command waits for Enter
   */
  Visitor(PrintStream out, BufferedReader in, boolean waits) {
    this.out = out;
    this.in = in;
    this.waits = waits;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Shows a command, and waits for Enter; false if the visitor has had enough. */
  boolean agreesTo(String command) throws IOException {
    out.println();
    out.print("$ " + command.replace("\n", "\n  "));
    if (!waits) {
      out.println();
      out.flush();
      return true;
    }
    out.print("  ⏎ ");
    out.flush();
    String answer = in.readLine();
    return answer != null && !answer.strip().equalsIgnoreCase("q");
  }
}
