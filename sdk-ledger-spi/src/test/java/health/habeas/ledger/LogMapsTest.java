// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static health.habeas.ledger.Revocations.handle;
import static health.habeas.ledger.Revocations.plain;
import static health.habeas.ledger.Revocations.revocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a log proves of what it has and has not, and what it does not get away with. */
class LogMapsTest {
  private static final SignerKey SIGNER = SignerKey.generate("example.com/log", new SecureRandom());
  private static final NoteKey KEY = SIGNER.verifier();

  private static TreeHash label(Entry entry) {
    return LogMap.label(entry.id().bytes());
  }

  private static ProvenMap ask(Ledger ledger, LogMap map, TreeHash... keys) {
    StateProof proof = ledger.prove(map, List.of(keys)).orElseThrow();
    return StateProof.parse(proof.bytes()).verify(map, ledger.verifier().key());
  }

  @Test
  void anEntryIsProvenPresentAndTheNextLabelAbsent() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      ledger.append(List.of(plain(1), plain(2)));
      ProvenMap map = ask(ledger, LogMap.LABELS, label(plain(2)), label(plain(3)));
      assertThat(map.find(label(plain(2)))).hasValue(1);
      assertThat(map.find(label(plain(3)))).isEmpty();
      assertThat(map.state().size()).isEqualTo(2);
      assertThat(map.later()).isZero();
      assertThat(map.covers(3)).isTrue();
      assertThat(map.covers(4)).isFalse();
      assertThat(map.head().checkpoint().size()).isEqualTo(3);
    }
  }

  @Test
  void aGrantIsProvenUnrevokedUntilItsPreimageIsPublished() {
    TreeHash mine = LogMap.status(handle(7));
    try (Ledger ledger = Ledgers.open("memory:")) {
      ledger.append(List.of(plain(1), revocation(8)));
      assertThat(ask(ledger, LogMap.STATUS, mine).find(mine)).isEmpty();
      ledger.append(new Entry(plain(2).id(), Revocations.numbered(7))); // of no revocation's id
      assertThat(ask(ledger, LogMap.STATUS, mine).find(mine)).isEmpty();
      LedgerReceipt receipt = ledger.append(revocation(7)).orThrow();
      assertThat(ask(ledger, LogMap.STATUS, mine).find(mine)).hasValue(receipt.position());
    }
  }

  @Property(tries = 60)
  void eachStateIsTheBruteForceOneOfItsEntries(
      @ForAll @Size(max = 40) List<@IntRange(max = 30) Integer> steps) {
    List<Entry> log = new ArrayList<>();
    try (Ledger ledger = Ledgers.open("memory:")) {
      for (int step : steps) {
        Entry entry = step % 2 == 0 ? plain(step) : revocation(step);
        if (step % 5 == 0) {
          ProvenMap map = ask(ledger, LogMap.STATUS, LogMap.status(handle(step + 1)));
          assertThat(map.find(LogMap.status(handle(step + 1))))
              .isEqualTo(position(log, revocation(step + 1)));
          log = entries(ledger);
        }
        ledger.append(entry);
        log = entries(ledger);
        ProvenMap map = ask(ledger, LogMap.LABELS, label(entry), label(plain(99)));
        assertThat(map.find(label(entry))).isEqualTo(position(log, entry));
        assertThat(map.find(label(plain(99)))).isEmpty();
        log = entries(ledger);
      }
      StateAudit audit = new StateAudit(ledger.verifier().origin());
      new LogFollower(ledger.verifier(), audit).follow(ledger);
      assertThat(audit.states() > 0).isEqualTo(!steps.isEmpty());
    }
  }

  private static List<Entry> entries(Ledger ledger) {
    return ledger.read(0, 1000).stream().map(StoredEntry::entry).toList();
  }

  private static OptionalLong position(List<Entry> log, Entry entry) {
    int at = log.indexOf(entry);
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(at);
  }

  @Test
  void askingTwiceRecordsOneState() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      ledger.append(plain(1));
      ask(ledger, LogMap.LABELS, label(plain(1)));
      ask(ledger, LogMap.STATUS, label(plain(1)));
      assertThat(ledger.head().claimed().size()).isEqualTo(2);
    }
  }

  @Test
  void aReopenedLogGoesOnWithTheStateThatItRecorded(@TempDir Path directory) {
    String address = "file:" + directory.resolve("ledger");
    ProvenMap before;
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(List.of(plain(1), revocation(2)));
      before = ask(ledger, LogMap.LABELS, label(plain(5)));
    }
    try (Ledger ledger = Ledgers.open(address)) {
      ProvenMap after = ask(ledger, LogMap.LABELS, label(plain(5)));
      assertThat(after.state()).isEqualTo(before.state());
      ledger.append(plain(3));
      assertThat(ask(ledger, LogMap.LABELS, label(plain(3))).find(label(plain(3))))
          .hasValue(3);
    }
  }

  @Test
  void statesStayTrueWhileOthersAppend() throws Exception {
    try (Ledger ledger = Ledgers.open("memory:")) {
      AtomicInteger number = new AtomicInteger();
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread writer = new Thread(() -> {
          for (int j = 0; j < 300; j++) {
            ledger.append(plain(number.incrementAndGet()));
          }
        });
        writer.start();
        writers.add(writer);
      }
      for (int i = 0; i < 50; i++) {
        Entry mine = revocation(i);
        ledger.append(mine).orThrow();
        assertThat(ask(ledger, LogMap.LABELS, label(mine)).find(label(mine))).isPresent();
      }
      for (Thread writer : writers) {
        writer.join();
      }
      StateAudit audit = new StateAudit(ledger.verifier().origin());
      new LogFollower(ledger.verifier(), audit).follow(ledger);
      assertThat(audit.states()).isEqualTo(50);
    }
  }

  @Test
  void aClientGetsNoIdOfTheLogs() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      Entry state = Entry.parse(new LogState("x", 9, hash(1), hash(2)).entry());
      Outcome outcome = ledger.append(List.of(plain(1), state)).get(1);
      assertThat(((Outcome.Rejected) outcome).error().code())
          .isEqualTo(LedgerErrorCode.ENTRY_RESERVED);
      assertThat(ledger.find(plain(1).id())).isEmpty();
    }
  }

  @Test
  void aStateInDoubtIsSettledBeforeTheNext() {
    ScriptedBackend backend = new ScriptedBackend();
    try (Ledger ledger =
        Ledgers.over(backend, LedgerOptions.standard().withDeadline(Duration.ofMillis(50)))) {
      ledger.append(plain(1));
      backend.append = batch -> {
        backend.reallyAppend(batch);
        return new CompletableFuture<>(); // the answer is lost
      };
      assertThatThrownBy(() -> ledger.prove(LogMap.LABELS, List.of(label(plain(1)))))
          .isInstanceOf(LedgerException.Retryable.class);
      backend.append = backend::reallyAppend;
      assertThat(ask(ledger, LogMap.LABELS, label(plain(1))).find(label(plain(1))))
          .hasValue(0);
      ledger.append(plain(2));
      assertThat(ask(ledger, LogMap.LABELS, label(plain(2))).find(label(plain(2))))
          .hasValue(2);
      StateAudit audit = new StateAudit(ledger.verifier().origin());
      new LogFollower(ledger.verifier(), audit).follow(ledger);
      assertThat(audit.states()).isEqualTo(2);
    }
  }

  /** Each way in which the log may not learn that its state is recorded, or that it is not. */
  enum Unanswered {
    REJECTED,
    LOST_ON_THE_WAY,
    RECORDED;

    CompletionStage<List<Outcome>> answer(ScriptedBackend backend, List<Entry> batch) {
      if (this == REJECTED) {
        return CompletableFuture.completedFuture(Answers.rejected(batch, Answers.overloaded()));
      }
      if (this == RECORDED) {
        backend.reallyAppend(batch);
      }
      return new CompletableFuture<>();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noStateIsRecordedSoLateThatItIsFalse(Unanswered state) {
    ScriptedBackend backend = new ScriptedBackend();
    try (Ledger ledger = impatient(backend)) {
      ledger.append(plain(1));
      backend.append = batch -> state.answer(backend, batch);
      assertUnanswered(ledger);
      backend.append = backend::reallyAppend;
      for (int number = 2; number < 2 * LogState.MAX_LAG; number += 1024) {
        backend
            .reallyAppend(IntStream.range(number, number + 1024)
                .mapToObj(Revocations::plain)
                .toList())
            .toCompletableFuture()
            .join();
      }
      assertThat(ask(ledger, LogMap.LABELS, label(plain(1000))).find(label(plain(1000))))
          .isPresent();
      assertThat(trueStates(ledger)).isEqualTo(state == Unanswered.RECORDED ? 2 : 1);
    }
  }

  @Test
  void aRejectionDoesNotSettleAnEarlierTry() {
    ScriptedBackend backend = new ScriptedBackend();
    List<Entry> underWay = new ArrayList<>();
    try (Ledger ledger = impatient(backend)) {
      ledger.append(plain(1));
      backend.append = batch -> {
        underWay.addAll(batch);
        return new CompletableFuture<>();
      };
      assertUnanswered(ledger);
      backend.append = batch -> Unanswered.REJECTED.answer(backend, batch);
      assertUnanswered(ledger);
      backend.append = backend::reallyAppend;
      ledger.append(plain(2));
      ask(ledger, LogMap.LABELS, label(plain(2)));
      backend.reallyAppend(underWay); // it arrives at last
      assertThat(trueStates(ledger)).isEqualTo(2);
    }
  }

  private static Ledger impatient(ScriptedBackend backend) {
    return Ledgers.over(backend, LedgerOptions.standard().withDeadline(Duration.ofSeconds(1)));
  }

  private static void assertUnanswered(Ledger ledger) {
    assertThatThrownBy(() -> ledger.prove(LogMap.LABELS, List.of(label(plain(1)))))
        .isInstanceOf(LedgerException.Retryable.class);
  }

  private static long trueStates(Ledger ledger) {
    StateAudit audit = new StateAudit(ledger.verifier().origin());
    new LogFollower(ledger.verifier(), audit).follow(ledger);
    return audit.states();
  }

  @Test
  void aBackendThatShowsOtherEntriesThanItDidIsNoticed() {
    ScriptedBackend backend = new ScriptedBackend();
    try (Ledger ledger = Ledgers.over(backend, LedgerOptions.standard())) {
      ledger.append(List.of(plain(1), revocation(2)));
      ledger.head();
      backend.shown = stored -> stored.position() == 1
          ? new StoredEntry(1, stored.time(), stored.finality(), plain(2))
          : stored;
      assertCode(
          LedgerErrorCode.FORKED,
          () -> ledger.prove(LogMap.STATUS, List.of(LogMap.status(handle(2)))));
      backend.shown = stored -> stored;
      TreeHash key = LogMap.status(handle(2));
      assertThat(ask(ledger, LogMap.STATUS, key).find(key)).hasValue(1);
    }
  }

  @Test
  void aFalseStateAtTheEndIsNotTakenForTheLogs() {
    ScriptedBackend backend = new ScriptedBackend();
    try (Ledger ledger = Ledgers.over(backend, LedgerOptions.standard())) {
      ledger.append(revocation(2));
      LogState state = new LogState(ledger.verifier().origin(), 1, hash(1), hash(2));
      backend.reallyAppend(List.of(Entry.parse(state.entry())));
      assertCode(LedgerErrorCode.STATE_FALSE, () -> ledger.prove(LogMap.STATUS, List.of(hash(1))));
    }
  }

  // ---- what a client refuses ----

  /** A log of two entries and a state of them, in the hands of whoever wants to lie. */
  private static final LogState TRUE = stateOf(List.of(plain(1), revocation(2)));

  private static LogState stateOf(List<Entry> entries) {
    EntryMaps maps = mapsOf(entries);
    return maps.state(KEY.name());
  }

  private static EntryMaps mapsOf(List<Entry> entries) {
    EntryMaps maps = new EntryMaps();
    for (Entry entry : entries) {
      maps.add(List.of(new StoredEntry(maps.size(), Instant.EPOCH, Finality.FINAL, entry)));
    }
    return maps;
  }

  private static StateProof proof(LogState state, SignerKey by, Entry recorded, TreeHash key) {
    MerkleTree tree = new MerkleTree();
    List.of(plain(1), revocation(2), recorded).forEach(entry -> tree.add(entry.treeHash()));
    SignedCheckpoint head = new SignedCheckpoint(
        SIGNER.sign(Checkpoint.of(KEY.name(), 3, tree.root(3)).text()));
    byte[] note = by.sign(state.text()).toString().getBytes(StandardCharsets.UTF_8);
    return new StateProof(
        mapsOf(List.of(plain(1), revocation(2))).prove(LogMap.STATUS, List.of(key)),
        new TlogProof(note, tree.inclusion(2, 3), head));
  }

  private static Entry entryOf(LogState state) {
    return Entry.parse(state.entry());
  }

  @Test
  void everyBitOfAStateProofCounts() {
    TreeHash key = LogMap.status(handle(2));
    byte[] bytes = proof(TRUE, SIGNER, entryOf(TRUE), key).bytes();
    assertThat(StateProof.parse(bytes).verify(LogMap.STATUS, KEY).find(key)).hasValue(1);
    assertThat(StateProof.parse(bytes).bytes()).isEqualTo(bytes);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(catchThrowableOfType(
              LedgerException.Integrity.class,
              () -> StateProof.parse(flipped).verify(LogMap.STATUS, KEY)))
          .as("bit %s", bit)
          .isNotNull();
    }
  }

  @Test
  void aStateThatTheLogDidNotSignIsRefused() {
    SignerKey other = SignerKey.generate("example.com/log", new SecureRandom());
    TreeHash key = LogMap.status(handle(2));
    assertUntrusted(proof(TRUE, other, entryOf(TRUE), key));
    LogState foreign = new LogState("example.com/other", 2, TRUE.status(), TRUE.labels());
    assertUntrusted(proof(foreign, SIGNER, entryOf(foreign), key));
  }

  @Test
  void aStateThatIsNotRecordedUnderTheHeadIsRefused() {
    TreeHash key = LogMap.status(handle(2));
    LogState emptied = new LogState(KEY.name(), 2, hash(0), TRUE.labels());
    assertUntrusted(proof(TRUE, SIGNER, plain(4), key));
    assertUntrusted(proof(emptied, SIGNER, entryOf(TRUE), key));
    LogState ahead = new LogState(KEY.name(), 3, TRUE.status(), TRUE.labels());
    assertUntrusted(proof(ahead, SIGNER, entryOf(ahead), key));
  }

  @Test
  void aProofUnderAnotherHeadIsRefused() {
    TreeHash key = LogMap.status(handle(2));
    StateProof good = proof(TRUE, SIGNER, entryOf(TRUE), key);
    MerkleTree tree = new MerkleTree();
    List.of(plain(1), plain(9), plain(3)).forEach(entry -> tree.add(entry.treeHash()));
    SignedCheckpoint head = new SignedCheckpoint(
        SIGNER.sign(Checkpoint.of(KEY.name(), 3, tree.root(3)).text()));
    assertUntrusted(new StateProof(
        good.proof(), new TlogProof(good.state().extra(), good.state().inclusion(), head)));
    InclusionProof elsewhere = new InclusionProof(1, 3, good.state().inclusion().path());
    assertUntrusted(new StateProof(
        good.proof(),
        new TlogProof(good.state().extra(), elsewhere, good.state().checkpoint())));
  }

  @Test
  void aProofOfTheOtherMapOrAnotherKeyIsRefused() {
    TreeHash key = LogMap.status(handle(2));
    StateProof good = proof(TRUE, SIGNER, entryOf(TRUE), key);
    assertCode(LedgerErrorCode.MAP_PROOF_INVALID, () -> good.verify(LogMap.LABELS, KEY));
    Ledger ledger = Ledgers.open("memory:");
    for (int i = 0; i < 50; i++) {
      ledger.append(revocation(i));
    }
    ProvenMap map = ask(ledger, LogMap.STATUS, LogMap.status(handle(3)));
    assertThat(map.find(LogMap.status(handle(3)))).isPresent();
    assertCode(LedgerErrorCode.MAP_PROOF_INVALID, () -> map.find(LogMap.status(handle(4))));
    ledger.close();
  }

  @Test
  void textsThatAreNoStateAreRefused() {
    String text = TRUE.text();
    assertThat(LogState.parse(text)).isEqualTo(TRUE);
    for (String bad : List.of(
        "",
        text + "\n",
        text + "more\n",
        text.replace("@v1", "@v2"),
        text.replace("\n2\n", "\n02\n"))) {
      assertCode(LedgerErrorCode.NOTE_MALFORMED, () -> LogState.parse(bad));
    }
    assertThatThrownBy(() -> new LogState("x", -1, hash(1), hash(1)))
        .hasMessageContaining("HBS-6306");
    assertThatThrownBy(() -> Checkpoint.parse(text)).hasMessageContaining("HBS-6306");
  }

  private static TreeHash hash(int number) {
    return TreeHash.of(Revocations.numbered(number));
  }

  private static void assertUntrusted(StateProof proof) {
    assertCode(LedgerErrorCode.STATE_UNTRUSTED, () -> proof.verify(LogMap.STATUS, KEY));
  }

  private static void assertCode(LedgerErrorCode code, ThrowingCallable call) {
    LedgerException.Integrity e = catchThrowableOfType(LedgerException.Integrity.class, call);
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(code);
  }
}
