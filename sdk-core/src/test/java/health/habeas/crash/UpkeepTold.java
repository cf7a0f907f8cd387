// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the processes of {@link UpkeepWorker} said that they tried and that they did. Not thread-safe. */
final class UpkeepTold {
  private final List<String> names = new ArrayList<>(List.of("node-a", "node-b", "node-c"));
  private final Set<Integer> puts = new TreeSet<>();
  private final Set<Integer> larges = new TreeSet<>();
  private final Set<Integer> deletions = new TreeSet<>();
  private String[] trying = {};
  private int next = 1;
  private int repairs;
  private int replacements;

  void hear(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("try")) {
      trying = words;
      if (words[1].equals("put") || words[1].equals("large")) {
        next = Integer.parseInt(words[2]) + 1;
      } else if (words[1].equals("replace")) {
        next = Integer.parseInt(words[3].substring("node-".length())) + 1;
      }
    } else if (words[0].equals("ack")) {
      done();
    }
  }

  /** What was tried last was done, as its process said or the next one found. */
  void done() {
    switch (trying[1]) {
      case "put" -> puts.add(number());
      case "large" -> larges.add(number());
      case "delete" -> deletions.add(number());
      case "repair" -> repairs++;
      case "replace" -> {
        names.set(names.indexOf(trying[2]), trying[3]);
        replacements++;
      }
      default -> throw new IllegalArgumentException("the worker tried " + trying[1]);
    }
    given();
  }

  /** What was tried last was given up. */
  void given() {
    trying = new String[0];
  }

  boolean tries(String what) {
    return trying.length > 0 && trying[1].equals(what);
  }

  boolean tries(String what, int number) {
    return tries(what) && number() == number;
  }

  private int number() {
    return Integer.parseInt(trying[2]);
  }

  String leaving() {
    return trying[2];
  }

  String coming() {
    return trying[3];
  }

  List<String> names() {
    return names;
  }

  /** The custodians after a replacement that was tried and not acknowledged. */
  Optional<List<String>> namesIfReplaced() {
    return tries("replace")
        ? Optional.of(
            names.stream().map(name -> name.equals(leaving()) ? coming() : name).toList())
        : Optional.empty();
  }

  Set<Integer> puts() {
    return puts;
  }

  Set<Integer> larges() {
    return larges;
  }

  Set<Integer> deletions() {
    return deletions;
  }

  int next() {
    return next;
  }

  int repairs() {
    return repairs;
  }

  int replacements() {
    return replacements;
  }
}
