// SPDX-License-Identifier: Apache-2.0
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks every model, and that each check can fail: {@code java .ci/Models.java <models> <work> <TLC's jars>}.
 *
 * <p>{@code Name.cfg} and {@code Name-part.cfg} are runs of {@code Name.tla}, in which TLC must find nothing. A line
 * {@code \* broken: fault violates Law} in it is one more run, with {@code Fault = "fault"} and that law alone, in which TLC
 * must find just that law violated; {@code with Bound = 3} after it changes one bound.
 */
final class Models {
  private static final Pattern BROKEN = Pattern.compile("(?m)^\\\\\\* broken: (\\w+) violates (\\w+)(?: with (\\w+) = (\\d+))?");
  private static final Pattern STATES =
      Pattern.compile("(?m)^\\d+ states generated, (\\d+) distinct states found, 0 states left");

  private final Path models;
  private final Path work;
  private final String jars;

  private Models(Path models, Path work, String jars) {
    this.models = models;
    this.work = work;
    this.jars = jars;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println(new Models(Path.of(args[0]), Path.of(args[1]), args[2]).run());
  }

  private String run() throws IOException, InterruptedException {
    Files.createDirectories(work.resolve("tmp"));
    for (Path module : files(models, ".tla")) {
      Files.write(work.resolve(module.getFileName()), Files.readAllBytes(module));
    }
    long states = 0;
    int broken = 0;
    TreeSet<String> modules = new TreeSet<>();
    for (Path config : files(models, ".cfg")) {
      String name = config.getFileName().toString().replace(".cfg", "");
      modules.add(module(name));
      String text = Files.readString(config);
      long found = sound(name, text);
      System.out.println(name + ": " + grouped(found) + " distinct states");
      states += found;
      for (Matcher each = BROKEN.matcher(text); each.find(); broken++) {
        String bounds = each.group(3) == null
            ? text
            : text.replaceAll("\\b" + each.group(3) + " = \\d+", each.group(3) + " = " + each.group(4));
        violated(name, bounds, each.group(1), each.group(2));
        System.out.println(name + ", " + each.group(1) + ": " + each.group(2) + " is violated, as it must be");
      }
    }
    if (modules.isEmpty() || broken == 0) {
      throw new IllegalStateException("no model was checked in " + models);
    }
    return "model: " + modules.size() + " specifications, " + grouped(states)
        + " distinct states, no counterexample; " + broken + " of " + broken + " broken variants found";
  }

  private long sound(String name, String config) throws IOException, InterruptedException {
    String log = tlc(name, name, config);
    Matcher states = STATES.matcher(log);
    if (!log.contains("No error has been found") || !states.find()) {
      throw new IllegalStateException(name + ": not checked, or a counterexample was found:\n" + log);
    }
    return Long.parseLong(states.group(1));
  }

  private void violated(String name, String config, String fault, String law) throws IOException, InterruptedException {
    boolean isProperty = config.lines().anyMatch(l -> l.startsWith("PROPERTIES ") && l.matches(".*\\b" + law + "\\b.*"));
    String one = config.lines()
            .filter(line -> !line.startsWith("INVARIANTS ") && !line.startsWith("PROPERTIES "))
            .map(line -> line.replace("Fault = \"none\"", "Fault = \"" + fault + "\""))
            .collect(Collectors.joining("\n"))
        + (isProperty ? "\nPROPERTIES " : "\nINVARIANTS ") + law + "\n";
    String log = tlc(name, name + "-" + fault, one);
    boolean found = isProperty
        ? log.contains("Action property " + law + " is violated") || log.contains("Temporal properties were violated")
        : log.contains("Invariant " + law + " is violated");
    if (one.contains("Fault = \"none\"") || !found) {
      throw new IllegalStateException(name + " with the fault " + fault + " must violate " + law + ", and does not:\n" + log);
    }
  }

  private String tlc(String name, String run, String config) throws IOException, InterruptedException {
    Files.writeString(work.resolve(run + ".cfg"), config);
    Path log = work.resolve(run + ".log");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=" + (run.equals(name) ? 4 : 1), "-Xmx1g", "-Djava.io.tmpdir=" + work.resolve("tmp").toAbsolutePath(),
        "-cp", Path.of(jars).toAbsolutePath() + File.separator + "*", "tlc2.TLC",
        "-workers", "auto", "-deadlock", "-cleanup", "-metadir", "states-" + run,
        "-config", run + ".cfg", module(name) + ".tla"));
    new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    return Files.readString(log);
  }

  private static String module(String name) {
    return name.replaceAll("-.*", "");
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }
}
