// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of the text tables that lie beside the classes: columns apart by tabs, comments after {@code #}. */
final class Table {
  private Table() {}

  static List<String[]> rows(String file) {
    try (InputStream in = Table.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's " + file + " is unreadable", e);
    }
  }
}
