// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of laws at the end of {@code -Plaws}: {@code java .ci/Laws.java <root>}. It reads the laws from
 * docs/spec/laws.md and what ran from the test reports of all modules. A law of which nothing ran is not held, and then,
 * as after a failure, the exit code is 1.
 */
final class Laws {
  private static final Pattern ROW = Pattern.compile("\\| (L\\d+) \\| (.*) \\| (.*) \\|");
  private static final Pattern CASE =
      Pattern.compile("<testcase name=\"([^\"]*)\"[^>]*?(/>|>(.*?)</testcase>)", Pattern.DOTALL);
  private static final Pattern LAW = Pattern.compile("[_ ](L\\d+)(?=[_ (]|$)");

  private record Count(int ran, int broken) {
    Count plus(Count other) {
      return new Count(ran + other.ran, broken + other.broken);
    }
  }

  private Laws() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Map<String, Count> counts = new TreeMap<>();
    for (Path report : reports(root)) {
      Matcher cases = CASE.matcher(Files.readString(report));
      while (cases.find()) {
        count(cases.group(1), cases.group(3), counts);
      }
    }
    int held = 0;
    int broken = 0;
    List<String> rows = rows(root);
    for (String row : rows) {
      Matcher law = ROW.matcher(row);
      law.matches();
      Count count = counts.getOrDefault(law.group(1), new Count(0, 0));
      boolean holds = count.ran() > 0 && count.broken() == 0;
      held += holds ? 1 : 0;
      broken += holds ? 0 : 1;
      String status = holds ? "held" : count.ran() == 0 ? "DID NOT RUN" : "FAILED";
      System.out.printf("%-4s%-12s%3d  %s%n", law.group(1), status, count.ran(), law.group(2));
    }
    System.out.println("laws: " + held + " of " + rows.size() + " hold, " + broken + " failed or did not run");
    System.exit(broken == 0 && rows.size() == 58 ? 0 : 1);
  }

  private static void count(String name, String body, Map<String, Count> counts) {
    boolean skipped = body != null && body.contains("<skipped");
    boolean failed = body != null && (body.contains("<failure") || body.contains("<error"));
    Matcher laws = LAW.matcher(name);
    while (!skipped && laws.find()) {
      counts.merge(laws.group(1), new Count(1, failed ? 1 : 0), Count::plus);
    }
  }

  private static List<String> rows(Path root) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(root.resolve("docs/spec/laws.md"))) {
      if (ROW.matcher(line).matches() && line.startsWith("| L")) {
        rows.add(line);
      }
    }
    return rows;
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.toString().replace('\\', '/').matches(".*/target/surefire-reports/TEST-.*\\.xml"))
          .toList();
    }
  }
}
