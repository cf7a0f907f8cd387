// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The one line at the end of a fuzz run that found nothing: {@code java .ci/FuzzTargets.java <surefire-reports>}. */
final class FuzzTargets {
  private FuzzTargets() {}

  public static void main(String[] args) throws IOException {
    try (Stream<Path> reports = Files.list(Path.of(args[0]))) {
      long targets = reports.filter(f -> f.toString().endsWith("FuzzTest.xml")).count();
      System.out.println("fuzz: " + targets + " targets, no finding");
    }
  }
}
