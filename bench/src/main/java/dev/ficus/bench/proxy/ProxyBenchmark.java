package dev.ficus.bench.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The command behind {@code bench/proxy}. */
public final class ProxyBenchmark {

  private ProxyBenchmark() {}

  /** The first argument is the project's root, which the script knows. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    Path project = Path.of(words.getFirst()).toAbsolutePath();
    List<String> wanted = words.subList(1, words.size());
    if (wanted.contains("--help") || wanted.contains("-h")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(wanted);
    } catch (IllegalArgumentException e) {
      System.err.println("bench/proxy: " + e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(1);
      return;
    }
    List<String> programs = programs(options);
    List<String> missing = programs.stream().filter(p -> Programs.find(p).isEmpty()).toList();
    if (!missing.isEmpty()) {
      System.err.printf(
          "bench/proxy needs %s (of the same name in most distributions: apt-get install %s)%n",
          String.join(" and ", missing), String.join(" ", missing));
      System.exit(1);
    }
    try {
      System.exit(run(options, programs, project) ? 0 : 1);
    } catch (IOException e) {
      // Also what is left to say when somebody has ended the benchmark, and with it the peers.
      System.err.println("bench/proxy: " + e);
      System.exit(1);
    }
  }

  /** nginx is the fixed upstream, whoever is measured. */
  private static List<String> programs(Options options) {
    return Stream.concat(
            Stream.of("wrk", "nginx"), options.peers().stream().flatMap(p -> p.needs().stream()))
        .distinct()
        .toList();
  }

  private static boolean run(Options options, List<String> programs, Path project)
      throws IOException, InterruptedException {
    PrintStream progress = System.err;
    Machine machine = Machine.here(programs);
    System.out.println(machine);
    progress.printf(
        "scenarios: %d, about %d min%n",
        options.scenarios().size(), options.estimatedSeconds() / 60 + 1);
    Path directory = Files.createTempDirectory("ficus-bench-");
    List<Outcome> outcomes = new ArrayList<>();
    boolean done = false;
    try {
      if (options.badTargets()) {
        done = runBadTargets(options, project, directory);
        return done;
      }
      for (List<Contestant> contestants : options.contests()) {
        Path own = directory.resolve("contest-" + outcomes.size());
        outcomes.add(run(options, contestants, project, own, progress));
        System.out.println(TextReport.of(outcomes.getLast()));
        if (options.json() != null) {
          // After each, so that a long run that is ended leaves what it has.
          JsonReport.write(options.json(), machine, options, outcomes);
        }
      }
      done = true;
    } finally {
      if (done && !options.keep()) {
        delete(directory);
      } else {
        progress.println("files and logs: " + directory);
      }
    }
    return outcomes.stream().allMatch(outcome -> outcome.failed() == 0);
  }

  private static Outcome run(
      Options options,
      List<Contestant> contestants,
      Path project,
      Path directory,
      PrintStream progress)
      throws IOException, InterruptedException {
    try (Contest contest = new Contest(options, contestants, project, directory, progress)) {
      Thread onInterrupt = new Thread(contest::close);
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      Outcome outcome = contest.run();
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
      return outcome;
    }
  }

  private static boolean runBadTargets(Options options, Path project, Path directory)
      throws IOException, InterruptedException {
    try (ShadowTrial trial = new ShadowTrial(options, project, directory)) {
      Thread onInterrupt = new Thread(trial::close);
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      boolean well = trial.run();
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
      return well;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
