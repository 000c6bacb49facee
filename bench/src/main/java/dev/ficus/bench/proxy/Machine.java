package dev.ficus.bench.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where and with what was measured. */
record Machine(
    String date, String processor, int cores, String kernel, Map<String, String> versions) {

  static Machine here(List<String> programs) throws IOException, InterruptedException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    for (String program : programs) {
      // All three know -v; wrk takes it for a mistake and says its version all the same.
      versions.put(program, firstLine(Programs.path(program), "-v"));
    }
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return new Machine(
        Instant.now().toString(),
        model,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        versions);
  }

  private static String firstLine(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Arrays.asList(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().findFirst().orElse("");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(processor).append(", ").append(cores).append(" cores, Linux ").append(kernel);
    versions.forEach(
        (name, version) -> text.append('\n').append(name).append(": ").append(version));
    return text.append('\n').toString();
  }
}
