// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The calls of a ledger. Thread-safe. */
record LedgerCalls(Ledger ledger) implements Calls {
  @Override
  public boolean admits(Call call, Optional<Session> session) {
    return true;
  }

  @Override
  public Message answer(Call call, Optional<Session> session, Message in) {
    return switch (call) {
      case LEDGER_ABOUT -> about();
      case LEDGER_APPEND -> append(in);
      case LEDGER_FIND -> find(EntryId.of(in.of(1).bytes(0)));
      case LEDGER_READ -> read(in.of(2).number(0), in.number(1));
      case LEDGER_HEAD -> head(in.of(1).number(0));
      case LEDGER_COSIGNED ->
        ledger.cosigned().map(head -> Message.of(head.bytes())).orElse(Message.EMPTY);
      case LEDGER_PROVE -> Message.of(ledger.prove(in.of(1).number(0)).bytes());
      case LEDGER_INCLUSION ->
        path(ledger.inclusion(in.of(2).number(0), in.number(1)).path());
      case LEDGER_CONSISTENCY ->
        path(ledger.consistency(in.of(2).number(0), in.number(1)).path());
      case LEDGER_KEYS -> keys(in.of(2).text(0), in.bytes(1));
      default -> throw new MalformedMessage("no call of a ledger");
    };
  }

  private Message about() {
    LedgerInfo info = ledger.info();
    List<byte[]> fields = new ArrayList<>(List.of(
        Message.encode(ledger.verifier().origin()),
        Message.encode(ledger.verifier().key().toString()),
        Message.encode(info.finality().name()),
        Message.encode(info.limits().leafBytes()),
        Message.encode(info.limits().batchEntries()),
        Message.encode(info.limits().inFlightEntries()),
        Message.encode(info.timeSource())));
    info.capabilities().forEach(capability -> fields.add(Message.encode(capability.name())));
    return Message.of(fields);
  }

  private Message append(Message in) {
    List<Entry> batch = in.fields().stream().map(LedgerCalls::entry).toList();
    return Message.of(ledger.append(batch).stream().map(LedgerCalls::outcome).toList());
  }

  private static Entry entry(byte[] field) {
    if (field.length < EntryId.SIZE_BYTES) {
      throw new MalformedMessage("an entry is shorter than its id");
    }
    return Entry.parse(field);
  }

  private static byte[] outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Acked acked) {
      return receipt(Words.RECORDED, acked.receipt());
    }
    if (outcome instanceof Outcome.Duplicate duplicate) {
      return receipt(Words.DUPLICATE, duplicate.receipt());
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return join(Message.of(
          Message.encode(Words.REJECTED), Message.encode(rejected.error().code().id())));
    }
    Outcome.InDoubt doubt = (Outcome.InDoubt) outcome;
    return join(Message.of(
        Message.encode(Words.IN_DOUBT), Message.encode(doubt.cause().code().id())));
  }

  private static byte[] receipt(String word, LedgerReceipt receipt) {
    return join(Message.of(
        Message.encode(word),
        Message.encode(receipt.position()),
        Message.encode(receipt.time()),
        finality(receipt.finality())));
  }

  private static byte[] finality(Finality finality) {
    return Message.encode(finality.name());
  }

  /** The entry with its proof, so that the client need not believe it. */
  private Message find(EntryId id) {
    return ledger
        .find(id)
        .map(stored -> Message.of(
            ledger.prove(stored.position()).bytes(),
            Message.encode(stored.time()),
            finality(stored.finality())))
        .orElse(Message.EMPTY);
  }

  private Message read(long from, long max) {
    int most = (int) Math.min(max, Call.LEDGER_PAGE);
    return Message.of(ledger.read(from, most).stream().map(LedgerCalls::stored).toList());
  }

  private static byte[] stored(StoredEntry stored) {
    return join(Message.of(
        Message.encode(stored.position()),
        Message.encode(stored.time()),
        finality(stored.finality()),
        stored.entry().bytes()));
  }

  /** The head, and the proof that it extends what the client knows. */
  private Message head(long known) {
    SignedCheckpoint head = ledger.head();
    long size = head.claimed().size();
    List<TreeHash> path =
        known > size ? List.of() : ledger.consistency(known, size).path();
    List<byte[]> fields = new ArrayList<>(List.of(head.bytes()));
    path.forEach(hash -> fields.add(hash.bytes()));
    return Message.of(fields);
  }

  private Message keys(String map, byte[] joined) {
    LogMap which = Arrays.stream(LogMap.values())
        .filter(each -> each.name().equals(map))
        .findFirst()
        .orElseThrow(() -> new MalformedMessage("no map of a ledger"));
    if (joined.length % TreeHash.SIZE_BYTES != 0) {
      throw new MalformedMessage("a key has 32 bytes");
    }
    ByteBuffer all = ByteBuffer.wrap(joined);
    List<TreeHash> keys = new ArrayList<>();
    while (all.hasRemaining()) {
      byte[] key = new byte[TreeHash.SIZE_BYTES];
      all.get(key);
      keys.add(TreeHash.of(key));
    }
    return ledger.prove(which, keys).map(proof -> Message.of(proof.bytes())).orElse(Message.EMPTY);
  }

  private static Message path(List<TreeHash> path) {
    return Message.of(path.stream().map(TreeHash::bytes).toList());
  }

  private static byte[] join(Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.parts().forEach(out::writeBytes);
    return out.toByteArray();
  }
}
