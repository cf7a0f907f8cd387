// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import health.habeas.crash.WatchedStore;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.QuickCustody;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.logs.RecordedLogs;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Record ids, contents, the passphrase and tokens that are marked are looked for in everything that the SDK says: logs of
 * every level, error messages with their causes and stack traces, and the text of every value that it returns.
 */
class CanaryTest {
  private static final String CANARY = "kanarie";
  // As it begins in base64, in lower case.
  private static final String BASE64 = "a2fuyxjp";
  private static final String ID = CANARY + "-id-5501";
  private static final String CONTENT = CANARY + "-content-5502";
  private static final String PASSPHRASE = CANARY + " passphrase 5503";

  @TempDir
  Path dir;

  private final List<String> said = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final AtomicBoolean failing = new AtomicBoolean();

  @Test
  void nothingThatIsSaidHoldsASecretOrHealthData() throws IOException {
    Path file = dir.resolve("alice.key");
    try (PatientKeys alice = PatientKeys.create(QuickCustody.at(file, PASSPHRASE));
        HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
        HolderKeys nurse = HolderKeys.create("Nurse Lee");
        Ledger ledger = Ledgers.open("memory:")) {
      say(alice, clinic, nurse, ledger, QuickCustody.at(file, PASSPHRASE));
      List<Custodian> custodians = custodians(ledger);
      try (Vault vault = vault(alice, ledger, custodians)) {
        say(vault, custodians);
        story(vault, clinic, nurse, ledger);
        failures(vault, clinic, ledger);
      }
      keyFailures(file, clinic);
    }
    said.addAll(RecordedLogs.lines());
    assertThat(said).hasSizeGreaterThan(60);
    assertThat(RecordedLogs.lines()).anyMatch(line -> line.contains("does not answer"));
    for (String line : said) {
      assertThat(line.toLowerCase(Locale.ROOT))
          .doesNotContain(CANARY, HexFormat.of().formatHex(bytes(CANARY)), BASE64);
      tokens.forEach(token -> assertThat(line).doesNotContain(token));
    }
  }

  private void story(Vault vault, HolderKeys clinic, HolderKeys nurse, Ledger ledger) {
    say(
        vault.put(List.of(lab(1), lab(2), document())),
        vault.records(),
        vault.records().records());
    GrantTerms terms = GrantTerms.read(LABORATORY)
        .only(lab(1).id(), lab(2).id())
        .for_(TREAT)
        .expiresIn(Duration.ofDays(30))
        .delegable(1);
    GrantChain chain = vault.grant(clinic.grantee(), terms);
    remember(chain);
    say(chain, chain.grants(), vault.grants(), vault.grants().get(0).holder());
    chain
        .grants()
        .forEach(grant ->
            say(grant.permission(), grant.permission().scope(), grant.binding(), grant.parties()));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, vault.custodians())) {
      ReadResult result = view.records();
      assertThat(result.records()).hasSize(2);
      say(view, view.check(LABORATORY, TREAT), view.check(DOCUMENTS, TREAT), result);
      say(
          result.records(),
          result.receipt(),
          view.records(DOCUMENTS),
          view.get(lab(1).id()));
      GrantChain narrowed = view.narrow(
          nurse.grantee(),
          GrantTerms.read(LABORATORY).only(lab(1).id()).for_(TREAT).expiresIn(Duration.ofDays(1)));
      remember(narrowed);
      say(narrowed, narrowed.grants());
      say(vault.disclosures());
      vault
          .disclosures()
          .forEach(each -> say(
              each.event(), each.event().orElseThrow().request(), each.receipt().proof()));
      say(vault.revoke(chain.id()), view.records());
    }
    GrantChain deposits = vault.grant(
        clinic.grantee(), GrantTerms.create(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(3)));
    remember(deposits);
    try (GrantedVault door = GrantedVault.open(deposits, clinic, ledger, vault.custodians())) {
      say(door.deposit(lab(3)), vault.fileDeposits(), door.deposit(document()));
    }
    say(vault.exportTo(dir.resolve("archive")));
  }

  private void failures(Vault vault, HolderKeys clinic, Ledger ledger) {
    HealthRecord twice = new HealthRecord(
        lab(7).id(),
        "Observation",
        lab(7).day(),
        Set.of(DOCUMENTS),
        Set.of(Label.PSY),
        bytes(CONTENT));
    fails(ErrorCode.RECORD_INVALID, () -> vault.put(List.of(lab(7), twice)));
    fails(ErrorCode.RECORD_INVALID, () -> new RecordId(ID.repeat(200)));
    fails(
        ErrorCode.RECORD_INVALID,
        () -> new HealthRecord(
            lab(1).id(), CONTENT.repeat(9), lab(1).day(), Set.of(), Set.of(), bytes(CONTENT)));
    failing.set(true);
    fails(ErrorCode.TOO_FEW_CUSTODIANS, () -> vault.put(List.of(lab(8))));
    say(vault.records());
    failing.set(false);
    GrantChain chain = vault.grant(
        clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(3)));
    remember(chain);
    byte[] token = chain.bytes();
    for (int at = 0; at < token.length; at += 5) {
      byte[] altered = token.clone();
      altered[at] ^= 1;
      try {
        GrantChain parsed = GrantChain.parse(altered);
        say(parsed);
        GrantedVault.open(parsed, clinic, ledger, vault.custodians()).close();
      } catch (HabeasException e) {
        say(trace(e));
      }
    }
    fails(ErrorCode.GRANT_MALFORMED, () -> GrantChain.parse(chain.text() + CANARY));
    fails(ErrorCode.STORE_FAILED, () -> vault.exportTo(dir.resolve("none").resolve("archive")));
  }

  private void keyFailures(Path file, HolderKeys clinic) throws IOException {
    fails(
        ErrorCode.KEY_PASSPHRASE,
        () -> PatientKeys.open(QuickCustody.at(file, "wrong " + PASSPHRASE)));
    fails(ErrorCode.KEY_FILE_EXISTS, () -> PatientKeys.create(QuickCustody.at(file, PASSPHRASE)));
    fails(ErrorCode.KEY_FILE_KIND, () -> HolderKeys.open(QuickCustody.at(file, PASSPHRASE)));
    byte[] whole = Files.readAllBytes(file);
    Path torn = Files.write(dir.resolve("torn.key"), Arrays.copyOf(whole, whole.length - 3));
    fails(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(QuickCustody.at(torn, PASSPHRASE)));
    fails(
        ErrorCode.KEY_FILE_UNREADABLE,
        () -> PatientKeys.open(QuickCustody.at(dir.resolve("none.key"), PASSPHRASE)));
    say(clinic.grantee());
  }

  private void say(Object... values) {
    for (Object value : values) {
      said.add(String.valueOf(value));
    }
  }

  private void fails(ErrorCode code, ThrowingCallable call) {
    try {
      call.call();
    } catch (HabeasException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
      say(trace(e));
      return;
    } catch (Throwable other) {
      fail("another error", other);
    }
    fail("no error where " + code + " was expected");
  }

  private static String trace(HabeasException e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** Any part of a token long enough to be one. */
  private void remember(GrantChain chain) {
    String text = chain.text();
    for (int at = 30; at + 24 <= text.length(); at += 24) {
      tokens.add(text.substring(at, at + 24));
    }
  }

  private Vault vault(PatientKeys alice, Ledger ledger, List<Custodian> custodians) {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(2, 3))
        .open();
  }

  private List<Custodian> custodians(Ledger ledger) {
    WatchedStore.Watch watch = new WatchedStore.Watch() {
      @Override
      public void writes(String name) {
        if (failing.get()) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
    return IntStream.range(0, 3)
        .mapToObj(i -> Custodians.over(
            "node-" + i,
            new WatchedStore(ShardStore.directory(dir.resolve("node-" + i)), watch),
            ledger,
            InstantSource.system()))
        .toList();
  }

  private static HealthRecord lab(int number) {
    return record(ID + number, LABORATORY, Label.NORMAL);
  }

  private static HealthRecord document() {
    return record(ID + "-document", DOCUMENTS, Label.PSY);
  }

  private static HealthRecord record(String id, Category category, Label label) {
    return new HealthRecord(
        new RecordId(id),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(category),
        Set.of(label),
        bytes(CONTENT + " of " + id));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
