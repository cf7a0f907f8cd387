// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.flow.Keeper;
import health.habeas.internal.flow.KnownCustodian;
import health.habeas.internal.flow.LedgerTrouble;
import health.habeas.internal.flow.OpenVault;
import health.habeas.internal.flow.Roster;
import health.habeas.internal.flow.Surroundings;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.trust.LedgerTrust;
import health.habeas.shard.Custodian;
import health.habeas.shard.StripeLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a vault needs: keys, a ledger, and at least as many custodians as the layout has shards. Not thread-safe: one per
 * thread.
 */
public final class VaultBuilder {
  private static final int MAX_AUDIT_TICKETS = 64;

  private @Nullable PatientKeys keys;
  private @Nullable Ledger ledger;
  private @Nullable LedgerTrust trust;
  private List<KnownCustodian> custodians = List.of();
  private boolean sharedDomains;
  private StripeLayout layout = StripeLayout.DEFAULT;
  private Suite suite = Suite.S1;
  private InstantSource clock = InstantSource.system();
  private @Nullable Consumer<Disclosure> breakGlass;
  private int auditTickets;
  private boolean custodyReceipts;

  VaultBuilder() {}

  /**
   * Whose vault it is. The caller closes the keys after the vault.
   *
   * @param patient open keys
   */
  public VaultBuilder keys(PatientKeys patient) {
    this.keys = patient;
    return this;
  }

  /**
   * Where everything that happens is recorded. The caller closes it after the vault.
   *
   * @param log an open ledger
   */
  public VaultBuilder ledger(Ledger log) {
    this.ledger = log;
    return this;
  }

  /**
   * What the vault demands of its ledger beyond the log's key: that it takes nothing back from one opening to the next, and
   * that witnesses cosigned what counts. The default demands that within one opening at most, as the ledger itself does.
   *
   * <p>With witnesses, receipts, grants and disclosures wait for their quorum; a put or a revocation is committed before, and
   * custodians deny what is revoked at once. If the quorum is missing, the call that waited fails with HBS-5011 and may be
   * repeated; if the log breaks a rule, with HBS-5009. A holder and a custodian are given {@code rules.over(ledger)}.
   *
   * @param rules with a store of heads that outlives the process
   */
  public VaultBuilder trust(LedgerTrust rules) {
    this.trust = rules;
    return this;
  }

  /**
   * Who keeps the pieces. A vault keeps its layout for its whole life, and goes by the custodians that its journal names.
   * The caller closes them.
   *
   * <p>Each piece of an object goes to another custodian, and no {@link Custodian#domain} gets more than it must: if that is
   * more than may be lost, this fails with HBS-4011.
   *
   * @param keepers at least as many as the layout has shards, in any order, each with its own name
   * @param spread how many of the pieces rebuild a record
   */
  public VaultBuilder custodians(List<Custodian> keepers, StripeLayout spread) {
    List<KnownCustodian> known = keepers.stream().map(KnownCustodian::of).toList();
    long names = known.stream().map(KnownCustodian::name).distinct().count();
    if (names < spread.total() || names != keepers.size() || names > 255) {
      throw new InvalidInputException(
          ErrorCode.LAYOUT_INVALID,
          spread + " needs " + spread.total() + " to 255 custodians with different names, and "
              + names + " were given");
    }
    this.custodians = known;
    this.layout = spread;
    return this;
  }

  /**
   * Accepts custodians of which so many share a failure domain that its loss can lose records. The default refuses them. For
   * a trial on one machine, or while other custodians are still to come.
   */
  public VaultBuilder acceptSharedDomains() {
    this.sharedDomains = true;
    return this;
  }

  /**
   * The algorithms of the vault's grants. The default is {@link Suite#S1}. A vault keeps its suite for its whole life, since
   * its name depends on it; with another one this fails with {@code VAULT_CONFIGURATION} where its custodians say so.
   *
   * <p>Choose {@link Suite#S2} when grants must be believed after quantum computers; keep S1 when they must fit QR codes, or
   * when a holder's custody has no ML-DSA-65: it then can't be granted anything ({@code SUITE_UNSUPPORTED}).
   *
   * @param algorithms named as a whole
   */
  public VaultBuilder suite(Suite algorithms) {
    this.suite = algorithms;
    return this;
  }

  /**
   * Who is told when the vault is opened that somebody broke the glass: once for each of {@link Vault#notices}, at every
   * opening until it is acknowledged. The default tells nobody.
   *
   * @param listener runs before {@link #open} returns; what it throws, that throws
   */
  public VaultBuilder onBreakGlass(Consumer<Disclosure> listener) {
    this.breakGlass = listener;
    return this;
  }

  /**
   * How many tickets each shard that is written from now on gets, for {@link Vault#auditByTicket}. The default is none: {@link
   * Vault#audit} needs none. Choose 64, the most, where a custodian's store bills what is read from it.
   *
   * <p>Each ticket costs one SHA-256 over each shard when it is written, 16 bytes a shard at every custodian, and serves one
   * audit of that shard.
   *
   * @param perShard 0 to 64
   */
  public VaultBuilder auditTickets(int perShard) {
    if (perShard < 0 || perShard > MAX_AUDIT_TICKETS) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION,
          "a shard has 0 to " + MAX_AUDIT_TICKETS + " audit tickets, not " + perShard);
    }
    this.auditTickets = perShard;
    return this;
  }

  /**
   * Asks each custodian that has a key of its own to sign that it has what is written from now on, so that a loss can be proven to
   * others: {@link Vault#audit} then tells of it with a {@link health.habeas.shard.FaultProof}. The default asks for none.
   *
   * <p>Each object costs a custodian one more read of its piece and a signature, and all of them one more item of about 250 bytes
   * for each piece. A custodian that gives none is passed over. What is put back by a repair, or moved to another custodian, has
   * none.
   */
  public VaultBuilder custodyReceipts() {
    this.custodyReceipts = true;
    return this;
  }

  /**
   * Another clock, for tests. The default is the system's.
   *
   * @param source where the time comes from
   */
  public VaultBuilder clock(InstantSource source) {
    this.clock = source;
    return this;
  }

  /**
   * Opens the vault: finds it again at its custodians, finishing what a crash cut off, or makes it.
   *
   * @throws health.habeas.error.StorageException if too few custodians answer
   * @throws health.habeas.error.IntegrityException if the custodians' copies are older than the ledger
   */
  public Vault open() {
    return notified(new Vault(configured().open()));
  }

  /**
   * Opens the vault with everything that {@link Vault#exportTo} saved elsewhere, for the same patient's keys. The
   * custodians must not have this vault yet; after a crash the call may be repeated.
   *
   * @param archive the file
   */
  public Vault openFrom(Path archive) {
    return notified(new Vault(configured().importFrom(archive)));
  }

  private Vault notified(Vault vault) {
    Consumer<Disclosure> listener = breakGlass;
    try {
      if (listener != null) {
        vault.notices().forEach(listener);
      }
      return vault;
    } catch (RuntimeException e) {
      vault.close();
      throw e;
    }
  }

  private OpenVault.Configuration configured() {
    PatientKeys patient = keys;
    Ledger log = ledger;
    if (patient == null || log == null || custodians.isEmpty()) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION, "a vault needs keys(…), ledger(…) and custodians(…)");
    }
    requireSafeDomains();
    LedgerTrust rules = trust;
    Ledger trusted = rules == null ? log : LedgerTrouble.translated(() -> rules.over(log));
    Surroundings around =
        new Surroundings(clock, Surroundings.system().random(), auditTickets, custodyReceipts);
    return new OpenVault.Configuration(patient, suite, trusted, custodians, layout, around);
  }

  private void requireSafeDomains() {
    List<Keeper> keepers = custodians.stream().map(KnownCustodian::keeper).toList();
    int most = Roster.founding(keepers).mostInOneDomain(layout.total());
    if (most > layout.parity() && !sharedDomains) {
      throw new InvalidInputException(
          ErrorCode.DOMAINS_UNSAFE,
          "one failure domain would have " + most + " of the " + layout.total()
              + " pieces of a record, and no more than " + layout.parity() + " may be lost");
    }
  }
}
