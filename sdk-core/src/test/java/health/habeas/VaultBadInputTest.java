// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sessions, failing custodians, old copies, wrong clocks, altered tokens and archives: its own error, and no loss. */
class VaultBadInputTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(3, 6);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir
  Path dir;

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores = memory();

  @AfterEach
  void close() {
    ledger.close();
    clinic.close();
    alice.close();
  }

  // Two sessions.

  @Test
  void secondWriterIsRefusedAndNothingIsLost() {
    try (Vault first = open();
        Vault second = open()) {
      first.put(labs("a", 3));
      assertRefused(ErrorCode.VAULT_IN_USE, () -> second.put(labs("b", 2)));
      assertRefused(ErrorCode.VAULT_CLOSED, () -> second.put(labs("b", 2)));
      first.put(labs("c", 2));
      assertReads(first, labs("a", 3), labs("c", 2));
    }
    try (Vault again = open()) {
      assertReads(again, labs("a", 3), labs("c", 2));
      again.put(labs("b", 2));
      assertReads(again, labs("a", 3), labs("b", 2), labs("c", 2));
    }
  }

  @Test
  void whatTheSecondWriterLeftIsSeenByNobodyAndReopeningHeals() {
    try (Vault first = open();
        Vault second = open()) {
      GrantChain chain = first.grant(clinic.grantee(), terms());
      assertRefused(ErrorCode.VAULT_IN_USE, () -> second.put(List.of(document("b"))));
      first.put(labs("a", 3));
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, first.custodians())) {
        assertReads(view.records(), labs("a", 3));
      }
      assertReads(first, labs("a", 3));
    }
    try (Vault again = open()) {
      again.put(List.of(document("c")));
      assertReads(again, labs("a", 3), List.of(document("c")));
    }
  }

  @Test
  void aGrantOrRevocationByTheSecondWriterIsRefusedToo() {
    try (Vault first = open()) {
      GrantChain chain = first.grant(clinic.grantee(), terms());
      try (Vault second = open();
          Vault third = open()) {
        first.put(labs("a", 1));
        assertRefused(ErrorCode.VAULT_IN_USE, () -> second.revoke(chain.id()));
        assertRefused(ErrorCode.VAULT_IN_USE, () -> third.grant(clinic.grantee(), terms()));
      }
      assertThat(first.grants()).hasSize(1).noneMatch(IssuedGrant::revoked);
    }
  }

  @Test
  void openingStopsASessionThatIsAboutToCommitRatherThanDeletingWhatItCommits() {
    AtomicBoolean armed = new AtomicBoolean();
    List<Vault> opened = new ArrayList<>();
    Watch watch = new Watch() {
      @Override
      public synchronized void writes(String name) {
        if (name.contains("/journal/") && armed.compareAndSet(true, false)) {
          opened.add(open());
        }
      }
    };
    try (Vault first = open(custodians(watch))) {
      first.put(labs("a", 3));
      armed.set(true);
      assertRefused(ErrorCode.VAULT_IN_USE, () -> first.put(labs("b", 3)));
    }
    try (Vault second = opened.get(0)) {
      assertReads(second, labs("a", 3));
      second.put(labs("b", 3));
      assertReads(second, labs("a", 3), labs("b", 3));
    }
  }

  @Test
  void directoriesAreOpenedOnceInAProcess() {
    List<Custodian> first = Custodians.directories(dir, 3, ledger);
    assertRefused(ErrorCode.STORE_IN_USE, () -> Custodians.directories(dir, 3, ledger));
    assertRefused(ErrorCode.STORE_IN_USE, () -> Custodians.directories(dir, 3, ledger));
    first.forEach(Custodian::close);
    Custodians.directories(dir, 3, ledger).forEach(Custodian::close);
  }

  @Test
  void directoriesAreOpenedByOneProcessAtATime() throws Exception {
    Process other = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            dir.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");
      assertRefused(ErrorCode.STORE_IN_USE, () -> Custodians.directories(dir, 3, ledger));
    } finally {
      other.destroyForcibly().waitFor();
    }
    Custodians.directories(dir, 3, ledger).forEach(Custodian::close);
  }

  /** Opens the custodians and waits to be killed. */
  static final class OtherProcess {
    private OtherProcess() {}

    /**
     * Opens and waits.
     *
     * @param arguments the directory
     * @throws IOException when nobody listens
     */
    public static void main(String[] arguments) throws IOException {
      try (Ledger ledger = Ledgers.open("memory:")) {
        Custodians.directories(Path.of(arguments[0]), 3, ledger);
        System.out.println("open");
        System.in.read();
      }
    }
  }

  // Failing custodians.

  @Test
  void diskFullInTheMiddleOfAPutLeavesNothingAndTheNextPutWorks() {
    AtomicInteger writes = new AtomicInteger(Integer.MAX_VALUE);
    Watch full = new Watch() {
      @Override
      public void writes(String name) {
        if (writes.getAndDecrement() <= 0) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
    try (Vault vault = open(custodians(full))) {
      vault.put(labs("a", 2));
      GrantChain chain = vault.grant(clinic.grantee(), terms());
      writes.set(10);
      assertRefused(ErrorCode.TOO_FEW_CUSTODIANS, () -> vault.put(labs("b", 2)));
      writes.set(Integer.MAX_VALUE);
      assertReads(vault, labs("a", 2));
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, vault.custodians())) {
        assertReads(view.records(), labs("a", 2));
        assertThat(vault.put(labs("b", 2)).added()).isEqualTo(2);
        assertReads(view.records(), labs("a", 2), labs("b", 2));
      }
    }
  }

  @Test
  void readsWithThreeOfSixAndWritesWithFive() {
    GrantChain chain;
    try (Vault vault = open()) {
      vault.put(labs("a", 3));
      chain = vault.grant(clinic.grantee(), terms());
    }
    try (Vault five = open(keepersWithout(1))) {
      five.put(labs("b", 1));
      assertReads(five, labs("a", 3), labs("b", 1));
    }
    List<Custodian> three = keepersWithout(3);
    try (Vault vault = open(three);
        GrantedVault view = GrantedVault.open(chain, clinic, ledger, three)) {
      assertReads(vault, labs("a", 3), labs("b", 1));
      assertReads(view.records(), labs("a", 3), labs("b", 1));
      assertRefused(ErrorCode.TOO_FEW_CUSTODIANS, () -> vault.put(labs("c", 1)));
    }
  }

  @Test
  void tooFewCustodiansAreSaidAtOpeningAndReading() {
    GrantChain chain;
    try (Vault vault = open()) {
      vault.put(labs("a", 3));
      chain = vault.grant(clinic.grantee(), terms());
    }
    assertRefused(ErrorCode.TOO_FEW_CUSTODIANS, () -> open(keepersWithout(5)));
    List<Custodian> two = keepersWithout(4);
    assertRefused(ErrorCode.TOO_FEW_CUSTODIANS, () -> open(two));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, two)) {
      ReadResult result = view.records();
      assertThat(result.records()).isEmpty();
      assertThat(result.unopened()).isEqualTo(3);
      assertThat(result.refusal())
          .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.STORE_FAILED));
    }
    try (Vault vault = open()) {
      assertReads(vault, labs("a", 3));
    }
  }

  @Test
  void aNewVaultNeedsAWriteQuorum() {
    assertRefused(ErrorCode.TOO_FEW_CUSTODIANS, () -> open(keepersWithout(2)));
    try (Vault vault = open()) {
      assertThat(vault.size()).isZero();
    }
  }

  @Test
  void custodianThatWasAwayWhenAPutWasTakenBackMisleadsNobody() {
    AtomicBoolean failing = new AtomicBoolean();
    // The put crashes at its journal entry; the first custodian then sleeps through the sweep.
    Watch crash = new Watch() {
      @Override
      public void writes(String name) {
        if (failing.get() && name.contains("/journal/")) {
          throw new IllegalStateException("the process is gone");
        }
      }
    };
    GrantChain chain;
    try (Vault vault = open(custodians(crash))) {
      chain = vault.grant(clinic.grantee(), terms());
      failing.set(true);
      assertThatThrownBy(() -> vault.put(labs("lost", 2))).isInstanceOf(RuntimeException.class);
    }
    try (Vault vault = open(keepersWithout(1))) {
      vault.put(labs("a", 2));
    }
    List<Custodian> all = custodians(Watch.NONE);
    try (Vault vault = open(all);
        GrantedVault view = GrantedVault.open(chain, clinic, ledger, all)) {
      assertReads(vault, labs("a", 2));
      assertReads(view.records(), labs("a", 2));
      assertThat(view.records().lyingCustodians()).isEmpty();
    }
  }

  @Test
  void copiesThatWereRolledBackAreToldFromTheVault() throws IOException {
    Path nodes = dir.resolve("nodes");
    Path aside = dir.resolve("aside");
    List<Custodian> keepers = Custodians.directories(nodes, 6, ledger);
    open(keepers).close();
    keepers.forEach(Custodian::close);
    copy(nodes, aside);
    keepers = Custodians.directories(nodes, 6, ledger);
    try (Vault vault = open(keepers)) {
      vault.put(labs("a", 3));
    }
    keepers.forEach(Custodian::close);

    // One old copy does no harm.
    remove(nodes.resolve("node-1"));
    copy(aside.resolve("node-1"), nodes.resolve("node-1"));
    keepers = Custodians.directories(nodes, 6, ledger);
    try (Vault vault = open(keepers)) {
      assertReads(vault, labs("a", 3));
    }
    keepers.forEach(Custodian::close);

    remove(nodes);
    copy(aside, nodes);
    List<Custodian> old = Custodians.directories(nodes, 6, ledger);
    assertRefused(ErrorCode.VAULT_ROLLED_BACK, () -> open(old));
    old.forEach(Custodian::close);
  }

  // Configuration and use.

  @Test
  void anotherLayoutIsRefused() {
    open().close();
    assertRefused(
        ErrorCode.VAULT_CONFIGURATION,
        () -> Vault.builder()
            .keys(alice)
            .ledger(ledger)
            .custodians(custodians(Watch.NONE), StripeLayout.of(4, 6))
            .open());
    assertRefused(
        ErrorCode.LAYOUT_INVALID,
        () -> Vault.builder().custodians(custodians(Watch.NONE), StripeLayout.of(6, 9)));
    assertRefused(
        ErrorCode.VAULT_CONFIGURATION, () -> Vault.builder().keys(alice).open());
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
    }
  }

  @Test
  void aClosedVaultSaysSo() {
    Vault vault = open();
    GrantChain chain = vault.grant(clinic.grantee(), terms());
    GrantedVault view = GrantedVault.open(chain, clinic, ledger, vault.custodians());
    vault.close();
    vault.close();
    view.close();
    view.close();
    List<ThrowingCallable> calls = List.of(
        () -> vault.put(labs("a", 1)),
        vault::records,
        vault::grants,
        vault::disclosures,
        vault::size,
        () -> vault.revoke(chain.id()),
        () -> vault.exportTo(dir.resolve("archive")),
        view::records,
        () -> view.check(LABORATORY, TREAT),
        () -> view.deposit(document("a")));
    calls.forEach(call -> assertRefused(ErrorCode.VAULT_CLOSED, call));
  }

  @Test
  void twoRecordsWithOneIdAreRefusedAndNothingIsStored() {
    try (Vault vault = open()) {
      HealthRecord one = record("x", LABORATORY, "one");
      HealthRecord two = record("x", LABORATORY, "two");
      assertRefused(ErrorCode.RECORD_INVALID, () -> vault.put(List.of(document("d"), one, two)));
      assertReads(vault, List.of());
      assertThat(vault.put(List.of(one, one)).unchanged()).isEqualTo(1);
    }
  }

  @Test
  void aSourceThatFailsInTheMiddleStoresNothing() {
    try (Vault vault = open()) {
      Iterator<HealthRecord> good = labs("a", 5).iterator();
      Iterable<HealthRecord> source = () -> new Iterator<>() {
        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public HealthRecord next() {
          return good.next();
        }
      };
      assertThatThrownBy(() -> vault.put(source)).isInstanceOf(NoSuchElementException.class);
      assertReads(vault, List.of());
      vault.put(labs("a", 5));
      assertReads(vault, labs("a", 5));
    }
  }

  // Tokens.

  @Test
  void aTokenWithAnyByteFlippedOpensNothing() {
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      byte[] token = vault.grant(clinic.grantee(), terms()).bytes();
      for (int at = 0; at < token.length; at++) {
        byte[] flipped = token.clone();
        flipped[at] ^= 1;
        assertOpensNothing(flipped, vault.custodians());
      }
      for (int length = 0; length < token.length; length += 7) {
        assertOpensNothing(Arrays.copyOf(token, length), vault.custodians());
      }
    }
  }

  private void assertOpensNothing(byte[] token, List<Custodian> keepers) {
    try (GrantedVault view = GrantedVault.open(GrantChain.parse(token), clinic, ledger, keepers)) {
      assertThat(view.check(LABORATORY, TREAT).refusal()).isPresent();
      assertThat(view.records().records()).isEmpty();
    } catch (HabeasException e) {
      assertThat(e.code())
          .isIn(
              ErrorCode.GRANT_MALFORMED,
              ErrorCode.GRANT_UNKNOWN_VERSION,
              ErrorCode.GRANT_LIMIT,
              ErrorCode.KEYBOX_UNOPENED);
    }
  }

  // Clocks.

  @Test
  void aHoldersClockAnHourOffIsRefusedWithAReason() {
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      GrantChain chain = vault.grant(clinic.grantee(), terms());
      try (GrantedVault behind = GrantedVault.open(chain, clinic, vault, off(HOUR.negated()))) {
        assertRefusal(ErrorCode.GRANT_NOT_YET_VALID, behind.records());
      }
      try (GrantedVault ahead = GrantedVault.open(chain, clinic, vault, off(HOUR))) {
        ReadResult result = ahead.records();
        assertRefusal(ErrorCode.POSSESSION, result);
        assertThat(result.refusal().orElseThrow().toString()).contains("in the future");
      }
      try (GrantedVault right = GrantedVault.open(chain, clinic, vault, off(Duration.ZERO))) {
        assertReads(right.records(), labs("a", 1));
      }
      assertThat(vault.disclosures()).allMatch(d -> d.receipt().holds());
    }
  }

  @Test
  void aShortGrantIsOverForAHolderWhoseClockIsAhead() {
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      GrantChain chain = vault.grant(
          clinic.grantee(),
          GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofMinutes(30)));
      try (GrantedVault ahead = GrantedVault.open(chain, clinic, vault, off(HOUR))) {
        assertRefusal(ErrorCode.GRANT_EXPIRED, ahead.records());
      }
    }
  }

  @Test
  void custodiansWithClocksAnHourOffServeNothingAndLoseNothing() {
    GrantChain chain;
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      chain = vault.grant(clinic.grantee(), terms());
    }
    for (Duration wrong : List.of(HOUR, HOUR.negated())) {
      List<Custodian> off = custodians(Watch.NONE, off(wrong));
      try (Vault vault = open(off);
          GrantedVault view = GrantedVault.open(chain, clinic, ledger, off)) {
        ReadResult result = view.records();
        assertThat(result.records()).isEmpty();
        assertThat(result.refusal().orElseThrow().code())
            .isIn(ErrorCode.POSSESSION, ErrorCode.GRANT_NOT_YET_VALID);
        assertReads(vault, labs("a", 1));
      }
    }
    try (Vault vault = open();
        GrantedVault view = GrantedVault.open(chain, clinic, ledger, vault.custodians())) {
      assertReads(view.records(), labs("a", 1));
    }
  }

  @Test
  void aPatientsClockAnHourOffLosesNothing() {
    for (Duration wrong : List.of(HOUR, HOUR.negated())) {
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians(Watch.NONE), LAYOUT)
          .clock(off(wrong))
          .open()) {
        vault.put(labs("a", 3));
        GrantChain chain = vault.grant(
            clinic.grantee(),
            GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofMinutes(30)));
        try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, vault.custodians())) {
          assertRefusal(
              wrong.isNegative() ? ErrorCode.GRANT_EXPIRED : ErrorCode.GRANT_NOT_YET_VALID,
              view.records());
        }
        vault.revoke(chain.id());
      }
    }
    try (Vault vault = open()) {
      assertReads(vault, labs("a", 3));
      assertThat(vault.grants()).hasSize(2).allMatch(IssuedGrant::revoked);
    }
  }

  // Archives.

  @Test
  void anArchiveThatIsCutOrAlteredAnywhereIsRefusedAndTheWholeOneStillMovesIn() throws IOException {
    Path archive = dir.resolve("whole");
    GrantChain chain;
    try (Vault vault = open()) {
      vault.put(labs("a", 12));
      chain = vault.grant(clinic.grantee(), terms());
      vault.exportTo(archive);
    }
    byte[] whole = Files.readAllBytes(archive);
    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> others = keepers(memory(), Watch.NONE, elsewhere, InstantSource.system());
      Path bad = dir.resolve("bad");
      for (int percent = 0; percent < 100; percent++) {
        int at = whole.length * percent / 100;
        Files.write(bad, Arrays.copyOf(whole, at));
        assertRefused(ErrorCode.ARCHIVE_INVALID, () -> moveIn(bad, elsewhere, others));
        if (percent % 4 == 0) {
          assertAlteredIsRefused(whole, at, bad);
        }
      }
      try (Vault moved = moveIn(archive, elsewhere, others);
          GrantedVault view = GrantedVault.open(chain, clinic, elsewhere, others)) {
        assertReads(moved, labs("a", 12));
        assertReads(view.records(), labs("a", 12));
      }
      // Whoever was not told that it is in may repeat it, and takes nothing twice.
      try (Vault again = moveIn(archive, elsewhere, others)) {
        assertReads(again, labs("a", 12));
      }
    }
  }

  private void assertAlteredIsRefused(byte[] whole, int at, Path bad) throws IOException {
    byte[] flipped = whole.clone();
    flipped[at] ^= 1;
    Files.write(bad, flipped);
    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> others = keepers(memory(), Watch.NONE, elsewhere, InstantSource.system());
      assertRefused(ErrorCode.ARCHIVE_INVALID, () -> moveIn(bad, elsewhere, others));
    }
  }

  @Test
  void anotherPatientsArchiveIsRefused() {
    Path archive = dir.resolve("alice");
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      vault.exportTo(archive);
    }
    try (PatientKeys bob = PatientKeys.create()) {
      assertRefused(
          ErrorCode.ARCHIVE_INVALID,
          () -> Vault.builder()
              .keys(bob)
              .ledger(ledger)
              .custodians(custodians(Watch.NONE), LAYOUT)
              .openFrom(archive));
    }
  }

  @Test
  void anArchiveThatCantBeWrittenOrReadIsSaid() throws IOException {
    Path missing = dir.resolve("missing").resolve("archive");
    Path kept = Files.write(dir.resolve("kept"), new byte[] {7});
    Files.createDirectory(dir.resolve("kept.partial"));
    try (Vault vault = open()) {
      vault.put(labs("a", 1));
      assertRefused(ErrorCode.STORE_FAILED, () -> vault.exportTo(missing));
      assertRefused(ErrorCode.STORE_FAILED, () -> vault.exportTo(kept));
      assertThat(kept).hasBinaryContent(new byte[] {7});
      assertReads(vault, labs("a", 1));
    }
    assertRefused(ErrorCode.STORE_FAILED, () -> moveIn(missing, ledger, custodians(Watch.NONE)));
  }

  @Test
  void anArchiveIsNotPutIntoAVaultThatLives() {
    Path archive = dir.resolve("archive");
    try (Vault vault = open()) {
      vault.put(labs("a", 2));
      vault.exportTo(archive);
      GrantChain chain = vault.grant(clinic.grantee(), terms());
      vault.revoke(chain.id());
    }
    // The same vault, later: its epochs must not go back to what the revoked holder can open.
    assertRefused(
        ErrorCode.VAULT_CONFIGURATION, () -> moveIn(archive, ledger, custodians(Watch.NONE)));
    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> others = keepers(memory(), Watch.NONE, elsewhere, InstantSource.system());
      try (Vault other = Vault.builder()
          .keys(alice)
          .ledger(elsewhere)
          .custodians(others, LAYOUT)
          .open()) {
        other.put(labs("other", 1));
      }
      assertRefused(ErrorCode.VAULT_CONFIGURATION, () -> moveIn(archive, elsewhere, others));
    }
    try (Vault vault = open()) {
      assertReads(vault, labs("a", 2));
    }
  }

  // What the tests share.

  private Vault moveIn(Path archive, Ledger log, List<Custodian> keepers) {
    return Vault.builder().keys(alice).ledger(log).custodians(keepers, LAYOUT).openFrom(archive);
  }

  private Vault open() {
    return open(custodians(Watch.NONE));
  }

  private Vault open(List<Custodian> keepers) {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(keepers, LAYOUT)
        .open();
  }

  private List<Custodian> custodians(Watch watch) {
    return custodians(watch, InstantSource.system());
  }

  private List<Custodian> custodians(Watch watch, InstantSource clock) {
    return keepers(stores, watch, ledger, clock);
  }

  private static List<Custodian> keepers(
      List<ShardStore> stores, Watch watch, Ledger ledger, InstantSource clock) {
    return IntStream.range(0, stores.size())
        .mapToObj(i ->
            Custodians.over("node-" + i, new WatchedStore(stores.get(i), watch), ledger, clock))
        .toList();
  }

  /** All six, of whom the first ones do not answer. */
  private List<Custodian> keepersWithout(int count) {
    Watch silent = new Watch() {
      @Override
      public void writes(String name) {
        reads(name);
      }

      @Override
      public void deletes(String name) {
        reads(name);
      }

      @Override
      public void reads(String name) {
        throw new StorageException(ErrorCode.STORE_FAILED, "the custodian is away");
      }
    };
    return IntStream.range(0, stores.size())
        .mapToObj(i -> Custodians.over(
            "node-" + i,
            new WatchedStore(stores.get(i), i < count ? silent : Watch.NONE),
            ledger,
            InstantSource.system()))
        .toList();
  }

  private static List<ShardStore> memory() {
    return Stream.generate(ShardStore::inMemory).limit(LAYOUT.total()).toList();
  }

  private static InstantSource off(Duration wrong) {
    return () -> Instant.now().plus(wrong);
  }

  private static GrantTerms terms() {
    return GrantTerms.read(LABORATORY, DOCUMENTS).for_(TREAT).expiresIn(Duration.ofDays(30));
  }

  private static List<HealthRecord> labs(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> record(name + i, LABORATORY, "content of " + name + i))
        .toList();
  }

  private static HealthRecord document(String name) {
    return record(name, DOCUMENTS, "document " + name);
  }

  private static HealthRecord record(String name, Category category, String content) {
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(category),
        Set.of(Label.NORMAL),
        content.getBytes(StandardCharsets.UTF_8));
  }

  @SafeVarargs
  private static void assertReads(Vault vault, List<HealthRecord>... expected) {
    assertReads(vault.records(), expected);
  }

  @SafeVarargs
  private static void assertReads(ReadResult result, List<HealthRecord>... expected) {
    List<HealthRecord> all = new ArrayList<>();
    for (List<HealthRecord> each : expected) {
      all.addAll(each);
    }
    assertThat(result.isComplete()).as(result.toString()).isTrue();
    assertThat(result.records()).containsExactlyInAnyOrderElementsOf(all);
  }

  private static void assertRefusal(ErrorCode code, ReadResult result) {
    assertThat(result.records()).isEmpty();
    assertThat(result.refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).as(deny.toString()).isEqualTo(code));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
