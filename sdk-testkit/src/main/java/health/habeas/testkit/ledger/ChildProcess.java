// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A process that appends what it reads and says what became of it, until it is killed. */
final class ChildProcess {
  static final String OPEN = "open";
  static final String FAILED = "not opened: ";
  private static final HexFormat HEX = HexFormat.of();

  private ChildProcess() {}

  /**
   * Reads batches and prints outcomes.
   *
   * @param arguments the address
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream parent = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try {
      serve(Ledgers.open(arguments[0]), parent); // never closed: it is killed
    } catch (LedgerException e) {
      say(parent, FAILED + e.getMessage());
    }
    System.exit(0); // the parent is gone
  }

  private static void serve(Ledger ledger, PrintStream parent) throws IOException {
    say(parent, OPEN);
    try (BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        int space = line.indexOf(' ');
        String number = line.substring(0, space);
        ledger
            .submit(batch(line.substring(space + 1)))
            .whenComplete(
                (outcomes, impossible) -> say(parent, number + " " + said(outcomes) + ";"));
      }
    }
  }

  private static synchronized void say(PrintStream parent, String line) {
    parent.println(line);
  }

  static String text(List<Entry> batch) {
    return batch.stream()
        .map(entry -> HEX.formatHex(entry.bytes()))
        .collect(Collectors.joining(","));
  }

  private static List<Entry> batch(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(entry -> Entry.parse(HEX.parseHex(entry)))
        .toList();
  }

  private static String said(List<Outcome> outcomes) {
    return outcomes.stream().map(ChildProcess::said).collect(Collectors.joining(","));
  }

  private static String said(Outcome outcome) {
    String kind = outcome.getClass().getSimpleName();
    if (outcome instanceof Outcome.Rejected rejected) {
      return kind + ":" + rejected.error().code();
    }
    if (outcome instanceof Outcome.InDoubt doubt) {
      return kind + ":" + doubt.cause().code();
    }
    LedgerReceipt receipt = outcome.orThrow();
    return kind + ":" + receipt.position() + ":" + receipt.time().toEpochMilli() + ":"
        + receipt.finality();
  }

  static List<Outcome> outcomes(String line, List<Entry> batch) {
    String[] each = line.substring(0, line.length() - 1).split(",", -1);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < each.length; i++) {
      outcomes.add(outcome(each[i].split(":", -1), batch.get(i).id()));
    }
    return outcomes;
  }

  private static Outcome outcome(String[] said, EntryId id) {
    return switch (said[0]) {
      case "Acked" -> new Outcome.Acked(receipt(said, id));
      case "Duplicate" -> new Outcome.Duplicate(receipt(said, id));
      case "Rejected" -> new Outcome.Rejected(error(said[1]));
      default -> new Outcome.InDoubt(id, error(said[1]));
    };
  }

  private static LedgerReceipt receipt(String[] said, EntryId id) {
    return new LedgerReceipt(
        id,
        Long.parseLong(said[1]),
        Instant.ofEpochMilli(Long.parseLong(said[2])),
        Finality.valueOf(said[3]));
  }

  private static LedgerException error(String code) {
    return new LedgerException.Retryable(
        LedgerErrorCode.valueOf(code), "said so in another process");
  }
}
