package dev.ficus.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes have used so far, as Linux accounts for it. */
final class ProcessCost {

  private ProcessCost() {}

  /** Processor time of all of them, user and system, in microseconds. */
  static double processorMicros(List<Long> pids) throws IOException {
    double sum = 0;
    for (long pid : pids) {
      sum += ProcStat.parse(Files.readString(Path.of("/proc/" + pid + "/stat"))).micros();
    }
    return sum;
  }

  /** The most memory that each of them ever held, added up; shared pages count for each. */
  static long peakKilobytes(List<Long> pids) throws IOException {
    long sum = 0;
    for (long pid : pids) {
      sum += peakKilobytes(Files.readString(Path.of("/proc/" + pid + "/status")));
    }
    return sum;
  }

  /** The memory that all of them hold now. */
  static long residentKilobytes(List<Long> pids) throws IOException {
    long sum = 0;
    for (long pid : pids) {
      sum += kilobytes("VmRSS:", Files.readString(Path.of("/proc/" + pid + "/status")));
    }
    return sum;
  }

  /** VmHWM in the text of {@code /proc/<pid>/status}. */
  static long peakKilobytes(String status) {
    return kilobytes("VmHWM:", status);
  }

  private static long kilobytes(String name, String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replace("kB", "").strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in /proc/<pid>/status"));
  }
}
