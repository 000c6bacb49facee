package dev.ficus.bench.proxy;

/**
 * The processor time in one line of {@code /proc/<pid>/stat}.
 *
 * @param userTicks field 14, utime
 * @param systemTicks field 15, stime
 */
record ProcStat(long userTicks, long systemTicks) {

  /** USER_HZ, which Linux holds at 100 on every architecture that runs Java. */
  private static final int TICKS_PER_SECOND = 100;

  static ProcStat parse(String line) {
    // The command's name is the second field, in parentheses, and may hold blanks and parentheses.
    int end = line.lastIndexOf(')');
    if (end < 0) {
      throw new IllegalArgumentException("no line of /proc/<pid>/stat: " + line);
    }
    String[] fields = line.substring(end + 1).strip().split(" ");
    if (fields.length < 13) {
      throw new IllegalArgumentException("no line of /proc/<pid>/stat: " + line);
    }
    return new ProcStat(Long.parseLong(fields[11]), Long.parseLong(fields[12]));
  }

  double micros() {
    return (userTicks + systemTicks) * (1e6 / TICKS_PER_SECOND);
  }
}
