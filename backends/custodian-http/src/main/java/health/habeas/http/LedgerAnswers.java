// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.proof.TreeHash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a ledger's answers say. Nothing of it is verified here. */
final class LedgerAnswers {
  private static final String SCHEME = "https";
  private static final int FIRST_CAPABILITY = 7;

  private LedgerAnswers() {}

  static LedgerInfo info(Message about) {
    try {
      LedgerLimits limits = new LedgerLimits(
          Math.toIntExact(about.number(3)),
          Math.toIntExact(about.number(4)),
          Math.toIntExact(about.number(5)));
      // A capability that this version does not know is none for it.
      return new LedgerInfo(
          SCHEME,
          finality(about.text(2)),
          limits,
          about.text(6),
          about.fields().stream()
              .skip(FIRST_CAPABILITY)
              .flatMap(name -> named(LedgerCapability.values(), Message.of(name).text(0)).stream())
              .collect(Collectors.toUnmodifiableSet()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new MalformedMessage("limits that are none");
    }
  }

  static Outcome outcome(byte[] field, EntryId id) {
    Message in = Message.parse(field);
    return switch (in.text(0)) {
      case Words.RECORDED -> new Outcome.Acked(receipt(in.of(4), id));
      case Words.DUPLICATE -> new Outcome.Duplicate(receipt(in.of(4), id));
      case Words.REJECTED ->
        new Outcome.Rejected(LedgerConnection.error(in.of(2).text(1)));
      case Words.IN_DOUBT ->
        new Outcome.InDoubt(id, LedgerConnection.error(in.of(2).text(1)));
      default -> throw new MalformedMessage("an unknown outcome of an append");
    };
  }

  private static LedgerReceipt receipt(Message in, EntryId id) {
    return new LedgerReceipt(id, in.number(1), in.time(2), finality(in.text(3)));
  }

  static StoredEntry stored(byte[] field) {
    Message in = Message.parse(field).of(4);
    return new StoredEntry(
        in.number(0), in.time(1), finality(in.text(2)), Entry.parse(in.bytes(3)));
  }

  static Finality finality(String name) {
    return named(Finality.values(), name)
        .orElseThrow(() -> new MalformedMessage("an unknown finality"));
  }

  private static <T extends Enum<T>> Optional<T> named(T[] all, String name) {
    return Arrays.stream(all).filter(each -> each.name().equals(name)).findFirst();
  }

  static List<TreeHash> path(Message in, int first) {
    return in.fields().stream().skip(first).map(LedgerAnswers::hash).toList();
  }

  private static TreeHash hash(byte[] field) {
    if (field.length != TreeHash.SIZE_BYTES) {
      throw new MalformedMessage("a hash of another size");
    }
    return TreeHash.of(field);
  }
}
