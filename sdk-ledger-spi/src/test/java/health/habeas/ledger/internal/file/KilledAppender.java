// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Outcome;
import java.nio.file.Path;
import java.util.List;

/** A process that appends from several threads and says what was acknowledged, until it is killed. */
final class KilledAppender {
  static final int THREADS = 8;
  static final int BATCH = 3;

  private KilledAppender() {}

  public static void main(String[] arguments) {
    Ledger ledger = Ledgered.open(Path.of(arguments[0]));
    int from = Integer.parseInt(arguments[1]);
    for (int thread = 0; thread < THREADS; thread++) {
      int first = from + thread * BATCH;
      new Thread(() -> append(ledger, first)).start();
    }
  }

  private static void append(Ledger ledger, int first) {
    for (int number = first; ; number += THREADS * BATCH) {
      List<Entry> batch = Ledgered.entries(number, number + BATCH);
      List<Outcome> outcomes = ledger.append(batch);
      say("ack " + number + ' ' + outcomes.get(0).orThrow().position());
      if (number % 7 == 0) {
        say("head " + ledger.head().toString().replace('\n', '|'));
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line); // the parent reads it
    System.out.flush();
  }
}
