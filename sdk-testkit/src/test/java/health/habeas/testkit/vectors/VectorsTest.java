// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed vectors are those that this code makes, and the SDK decides each as it says. */
class VectorsTest {
  @Test
  void theSdkDecidesEachAsItExpects() {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> got = new TreeMap<>();
    for (Vector vector : Vectors.all()) {
      expected.put(vector.name(), vector.expect());
      got.put(vector.name(), vector.outcome());
    }
    assertThat(got).containsExactlyEntriesOf(expected);
  }

  @Test
  void theFilesAreThoseThatAreMade() throws IOException {
    Map<String, String> made = Vectors.files();
    if (Boolean.getBoolean("habeas.vectors.write")) {
      write(made);
    }
    Map<String, String> committed = new TreeMap<>();
    for (Path file : committedFiles()) {
      String name = Vectors.FOLDER.relativize(file).toString().replace('\\', '/');
      committed.put(name, Files.readString(file));
    }
    assertThat(committed.keySet()).containsExactlyElementsOf(made.keySet());
    made.forEach((name, content) -> assertThat(committed.get(name)).as(name).isEqualTo(content));
  }

  @Test
  void thereAreAsManyAsThePagesSay() throws IOException {
    List<Vector> all = Vectors.all();
    long fine = all.stream().filter(v -> v.expect().equals(Vector.ALLOW)).count();
    long refused = all.size() - fine;
    Path root = Vectors.FOLDER.resolve("../..");
    assertThat(Files.readString(Vectors.FOLDER.resolve("README.md")))
        .contains(all.size() + " cases: " + refused + " that", " " + fine + " that");
    assertThat(Files.readString(root.resolve("docs/spec/grants.md")))
        .contains(all.size() + " cases", refused + " to be refused, " + fine + " to be allowed");
    assertThat(Files.readString(root.resolve("examples/verifier-js/README.md")))
        .contains(all.size() + " of " + all.size() + " vectors agree");
  }

  private static List<Path> committedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Vectors.FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".json")).toList();
    }
  }

  private static void write(Map<String, String> made) throws IOException {
    for (Path old : committedFiles()) {
      Files.delete(old);
    }
    for (Map.Entry<String, String> file : made.entrySet()) {
      Path target = Vectors.FOLDER.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
  }
}
