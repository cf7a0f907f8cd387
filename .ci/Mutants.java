// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one line at the end of a mutation run: {@code java .ci/Mutants.java <pit-reports>…}. */
final class Mutants {
  private Mutants() {}

  public static void main(String[] args) throws IOException {
    long all = 0;
    long noticed = 0;
    for (String reports : args) {
      Path report = Path.of(reports, "mutations.xml");
      String text = Files.exists(report) ? Files.readString(report) : "";
      all += count(text, "<mutation detected=");
      noticed += count(text, "<mutation detected='true'");
    }
    System.out.println("mutation: " + noticed + " of " + all + " mutants noticed");
  }

  private static long count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
