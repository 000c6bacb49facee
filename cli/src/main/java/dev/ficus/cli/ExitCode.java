package dev.ficus.cli;

/** What a command ends with; scripts rely on it. */
public final class ExitCode {

  public static final int OK = 0;
  public static final int ERROR = 1;

  /** Something was compared, and it differs. */
  public static final int DIFFERENCES = 2;

  /** A gate refused a cutover. */
  public static final int GATE = 3;

  /** Somebody or something else stands in the way. */
  public static final int CONFLICT = 4;

  public static final int TIMEOUT = 5;
  public static final int UNREACHABLE = 6;

  private ExitCode() {}
}
