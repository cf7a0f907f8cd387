// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static health.habeas.ledger.Revocations.handle;
import static health.habeas.ledger.Revocations.plain;
import static health.habeas.ledger.Revocations.revocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.MapEntry;
import health.habeas.ledger.proof.MapProof;
import health.habeas.ledger.proof.MerkleMap;
import health.habeas.ledger.proof.TreeHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every false state that a log can record is found by replay, and by a proof of growth alone. */
class StateAuditTest {
  private static final String ORIGIN = "example.com/log";
  private static final List<Entry> LOG = List.of(plain(1), revocation(2), plain(3), revocation(4));

  private final StateAudit audit = new StateAudit(ORIGIN);
  private final List<Entry> shown = new ArrayList<>();

  private void show(Entry entry) {
    audit.accept(new StoredEntry(shown.size(), Instant.EPOCH, Finality.FINAL, entry));
    shown.add(entry);
  }

  /** The state of the first entries, after something was done to its maps. */
  private LogState state(
      int size, Consumer<List<MapEntry>> status, Consumer<List<MapEntry>> labels) {
    return new LogState(
        ORIGIN, size, root(size, LogMap.STATUS, status), root(size, LogMap.LABELS, labels));
  }

  private TreeHash root(int size, LogMap which, Consumer<List<MapEntry>> change) {
    List<MapEntry> entries = new ArrayList<>(IntStream.range(0, size)
        .boxed()
        .flatMap(place ->
            which.key(shown.get(place).bytes()).map(key -> new MapEntry(key, place)).stream())
        .toList());
    change.accept(entries);
    MerkleMap map = new MerkleMap();
    map.add(entries);
    return map.root();
  }

  private static void same(List<MapEntry> entries) {
    assertThat(entries).isNotEmpty();
  }

  private static void moved(List<MapEntry> entries) {
    entries.set(0, new MapEntry(entries.get(0).key(), entries.get(0).position() + 1));
  }

  private void assertFalse(LogState state) {
    assertThat(catchThrowableOfType(
                LedgerException.Integrity.class, () -> show(Entry.parse(state.entry())))
            .code())
        .isEqualTo(LedgerErrorCode.STATE_FALSE);
  }

  @Test
  void trueStatesAreFoundTrue() {
    LOG.forEach(this::show);
    assertThat(audit.newest()).isEmpty();
    show(Entry.parse(state(4, e -> {}, e -> {}).entry()));
    show(plain(5));
    show(Entry.parse(state(5, e -> {}, e -> {}).entry()));
    assertThat(audit.states()).isEqualTo(2);
    assertThat(audit.newest()).hasValue(5);
  }

  @Test
  void aStateThatLeavesOutARevocationIsFalse() {
    LOG.forEach(this::show);
    assertFalse(state(4, e -> e.remove(0), StateAuditTest::same));
  }

  @Test
  void aStateWithARevocationThatNobodyPublishedIsFalse() {
    LOG.forEach(this::show);
    assertFalse(state(
        4, e -> e.add(new MapEntry(LogMap.status(handle(9)), 0)), StateAuditTest::same));
  }

  @Test
  void aStateThatMovesARevocationOrALabelIsFalse() {
    LOG.forEach(this::show);
    assertFalse(state(4, StateAuditTest::moved, StateAuditTest::same));
    assertFalse(state(4, StateAuditTest::same, StateAuditTest::moved));
  }

  @Test
  void aStateWithoutALabelOrWithOneTooManyIsFalse() {
    LOG.forEach(this::show);
    assertFalse(state(4, StateAuditTest::same, e -> e.remove(3)));
    assertFalse(state(
        4,
        StateAuditTest::same,
        e -> e.add(new MapEntry(LogMap.label(plain(9).id().bytes()), 4))));
  }

  @Test
  void aStateOfAnotherLogIsFalse() {
    LOG.forEach(this::show);
    LogState good = state(4, e -> {}, e -> {});
    assertFalse(new LogState("example.com/other", 4, good.status(), good.labels()));
  }

  @Test
  void aStateOfMoreThanThereIsOrOlderThanTheOneBeforeIsFalse() {
    LOG.forEach(this::show);
    LogState two = state(2, e -> {}, e -> {});
    LogState three = state(3, e -> {}, e -> {});
    show(Entry.parse(three.entry()));
    assertFalse(two);
    LogState five = state(5, e -> {}, e -> {});
    assertFalse(new LogState(ORIGIN, 6, five.status(), five.labels()));
    show(Entry.parse(five.entry()));
    assertThat(audit.newest()).hasValue(5);
  }

  @Test
  void aStateThatComesTooLateIsFalse() {
    LOG.forEach(this::show);
    LogState early = state(4, e -> {}, e -> {});
    for (int i = 0; i < 2 * LogState.MAX_LAG; i++) {
      show(plain(100 + i));
    }
    assertFalse(early);
  }

  @Test
  void whatWasFalseStaysFalseHoweverOftenTheLogIsRead() {
    ScriptedBackend backend = new ScriptedBackend();
    try (Ledger ledger = Ledgers.over(backend, LedgerOptions.standard())) {
      ledger.append(LOG);
      TreeHash nothing = TreeHash.of(new byte[32]);
      LogState cleared = new LogState(ledger.verifier().origin(), 4, nothing, nothing);
      backend.reallyAppend(List.of(Entry.parse(cleared.entry())));
      StateAudit replay = new StateAudit(ledger.verifier().origin());
      LogFollower follower = new LogFollower(ledger.verifier(), replay);
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(LedgerException.Integrity.class)
            .isThrownBy(() -> follower.follow(ledger))
            .satisfies(e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.STATE_FALSE))
            .withMessageContaining("entry 4");
      }
      assertThat(replay.states()).isZero();
    }
  }

  @Test
  void anAuditWantsEveryEntry() {
    show(plain(1));
    assertThatExceptionOfType(LedgerException.Permanent.class)
        .isThrownBy(
            () -> audit.accept(new StoredEntry(2, Instant.EPOCH, Finality.FINAL, plain(2))));
    audit.accept(new StoredEntry(0, Instant.EPOCH, Finality.FINAL, plain(9))); // shown before
    show(plain(2));
  }

  /** Whoever has two states, the entries between and a proof of some kilobytes needs nothing of what was before. */
  @Test
  void growthBetweenTwoStatesIsShownByAProofAlone() {
    IntStream.range(0, 200)
        .mapToObj(i -> i % 3 == 0 ? revocation(i) : plain(i))
        .forEach(this::show);
    for (LogMap which : LogMap.values()) {
      MerkleMap map = new MerkleMap();
      map.add(added(which, 0, 150));
      TreeHash older = map.root();
      List<MapEntry> between = added(which, 150, 200);
      MapProof growth =
          MapProof.parse(map.prove(between.stream().map(MapEntry::key).toList()).bytes());
      assertThat(growth.proves(older, between, state(200, e -> {}, e -> {}).root(which)))
          .isTrue();
      assertThat(growth.proves(
              older, between, state(200, e -> e.remove(3), e -> e.remove(3)).root(which)))
          .isFalse();
      assertThat(growth.proves(
              older,
              between,
              state(200, StateAuditTest::moved, StateAuditTest::moved).root(which)))
          .isFalse();
    }
  }

  private List<MapEntry> added(LogMap which, int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .flatMap(place ->
            which.key(shown.get(place).bytes()).map(key -> new MapEntry(key, place)).stream())
        .toList();
  }
}
