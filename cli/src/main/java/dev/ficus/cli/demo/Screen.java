package dev.ficus.cli.demo;

import java.io.PrintStream;

/** Prints lines, and one line at the bottom that changes; without a terminal it changes rarely. */
final class Screen {

  private final PrintStream out;
  private final boolean terminal;
  private boolean pending;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Replaces the last status. */
  synchronized void status(String text) {
    if (!terminal) {
      out.println(text);
      out.flush();
      return;
    }
    clear();
    out.print(text);
    out.flush();
    pending = true;
  }

  private void clear() {
    if (pending) {
      out.print("\r\u001b[2K");
      pending = false;
    }
  }

  boolean isTerminal() {
    return terminal;
  }
}
