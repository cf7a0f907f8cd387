// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The {@value #SIZE} check words of a language, by number: the file's lines. Immutable. */
enum WordList {
  ENGLISH("check-words.en.txt"),
  SPANISH("check-words.es.txt"),
  GERMAN("check-words.de.txt");

  static final int SIZE = 1024;

  private final String file;

  WordList(String file) {
    this.file = file;
  }

  static WordList of(Language language) {
    return switch (language) {
      case ENGLISH -> ENGLISH;
      case SPANISH -> SPANISH;
      case GERMAN -> GERMAN;
    };
  }

  List<String> words() {
    try (InputStream in = WordList.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's " + file + " is unreadable", e);
    }
  }
}
