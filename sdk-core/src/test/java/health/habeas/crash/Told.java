// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import java.util.Set;
import java.util.TreeSet;

/** What the processes said that they tried and that they did. Not thread-safe. */
final class Told {
  private final Set<Integer> triedPuts = new TreeSet<>();
  private final Set<Integer> puts = new TreeSet<>();
  private final Set<String> grants = new TreeSet<>();
  private final Set<String> triedRevocations = new TreeSet<>();
  private final Set<String> revocations = new TreeSet<>();
  private final Set<Integer> triedMoves = new TreeSet<>();
  private final Set<Integer> moves = new TreeSet<>();
  private int reads;
  private int rewraps;
  private int nextPut;

  void hear(String line) {
    String[] words = line.split(" ", 3);
    switch (words[0] + " " + words[words.length > 1 ? 1 : 0]) {
      case "try put" -> tryPut(Integer.parseInt(words[2]));
      case "ack put" -> puts.add(Integer.parseInt(words[2]));
      case "ack grant" -> grants.add(words[2]);
      case "try revoke" -> triedRevocations.add(words[2]);
      case "ack revoke" -> revocations.add(words[2]);
      case "try move" -> triedMoves.add(Integer.parseInt(words[2]));
      case "ack move" -> moves.add(Integer.parseInt(words[2]));
      case "ack rewrap" -> rewraps++;
      case "ack read" -> reads++;
      default -> throw new IllegalArgumentException("the worker said: " + line);
    }
  }

  private void tryPut(int number) {
    triedPuts.add(number);
    nextPut = number + 1;
  }

  int nextPut() {
    return nextPut;
  }

  Set<Integer> triedPuts() {
    return triedPuts;
  }

  Set<Integer> puts() {
    return puts;
  }

  Set<String> grants() {
    return grants;
  }

  Set<String> triedRevocations() {
    return triedRevocations;
  }

  Set<String> revocations() {
    return revocations;
  }

  Set<Integer> triedMoves() {
    return triedMoves;
  }

  Set<Integer> moves() {
    return moves;
  }

  int rewraps() {
    return rewraps;
  }

  int reads() {
    return reads;
  }
}
