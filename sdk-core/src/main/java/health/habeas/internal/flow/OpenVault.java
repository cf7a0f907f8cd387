// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CipherWarmUp;
import health.habeas.key.Grantee;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Accessor;
import health.habeas.shard.AuditPlan;
import health.habeas.shard.Custodian;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairReport;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The session behind a {@code Vault}: one call at a time, and none after it is closed or lost a race. Thread-safe.
 */
public final class OpenVault implements AutoCloseable {
  private Configuration configuration;
  private VaultSession session;
  private boolean closed;

  private OpenVault(Configuration configuration, VaultSession session) {
    this.configuration = configuration;
    this.session = session;
  }

  /**
   * Everything a vault needs.
   *
   * @param keys the patient's
   * @param suite in which they name the vault
   * @param ledger where events are anchored
   * @param custodians at least as many as the layout has shards
   * @param layout how records are spread
   * @param around time and randomness
   */
  public record Configuration(
      PatientKeys keys,
      Suite suite,
      Ledger ledger,
      List<KnownCustodian> custodians,
      StripeLayout layout,
      Surroundings around) {
    /** Finds or makes the vault. */
    public OpenVault open() {
      CipherWarmUp.start();
      return new OpenVault(this, session());
    }

    private VaultSession session() {
      Replicas replicas = replicas();
      try {
        return LedgerTrouble.translated(() -> RecoverPath.open(owner(), ledger, replicas, around));
      } catch (RuntimeException e) {
        replicas.close();
        throw e;
      }
    }

    /** Fills it from an archive and opens it. */
    public OpenVault importFrom(Path archive) {
      CipherWarmUp.start();
      Replicas replicas = replicas();
      try {
        LedgerTrouble.translated(
            () -> ImportPath.importInto(owner(), ledger, replicas, around, archive));
      } finally {
        replicas.close();
      }
      return open();
    }

    private Configuration with(List<KnownCustodian> others) {
      return new Configuration(keys, suite, ledger, others, layout, around);
    }

    private Replicas replicas() {
      return new Replicas(custodians, owner()::enter, layout);
    }

    private Owner owner() {
      return new Owner(keys, suite);
    }
  }

  /** {@link WritePath}. */
  public WritePath.Written put(Iterator<HealthRecord> records) {
    return run(s -> new WritePath(s).put(WritePath.own(s, records), List.of()));
  }

  /** {@link WritePath}, of one record whose content is read from a stream. */
  public WritePath.Written put(RecordHeader header, InputStream content) throws IOException {
    try {
      return run(s -> {
        try {
          return WritePath.put(s, header, content);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** {@link DeletePath}. */
  public DeletePath.Deleted delete(Collection<RecordId> records) {
    return run(s -> DeletePath.delete(s, records));
  }

  /** {@link ReadPath}, of one record and its content. */
  public ReadPath.Opened open(RecordId id) {
    return run(s -> ReadPath.openOwn(s, id));
  }

  /** {@link ReadPath}. */
  public ReadPath.Outcome read(Selection selection) {
    return run(s -> ReadPath.own(s, selection));
  }

  /** {@link AuditPath}: custodians are asked while other calls go on. */
  public AuditPath.Audited audit(int samples, Duration atMost) {
    return run(s -> AuditPath.audit(s, samples, atMost)).get();
  }

  /** {@link AuditPath}, by ticket. */
  public AuditPath.Audited auditByTicket(int objects, Duration atMost) {
    return run(s -> AuditPath.byTicket(s, objects, atMost)).get();
  }

  /** {@link AuditPath}, for somebody else to go. */
  public AuditPlan auditPlan(Duration validity) {
    return run(s -> AuditPath.plan(s, validity));
  }

  /** {@link ReadPath}, for one record. */
  public ReadPath.Outcome get(RecordId id) {
    return run(s -> ReadPath.own(s, id));
  }

  /** {@link VersionPath}. */
  public VersionPath.Versions versions(RecordId id) {
    return run(s -> VersionPath.of(s, id));
  }

  /** {@link GrantPath}. */
  public GrantChain grant(Grantee to, GrantTerms terms) {
    return run(s -> GrantPath.issue(s, to, terms));
  }

  /** {@link RevokePath}. */
  public RevokePath.Revoked revoke(GrantId grant) {
    return run(s -> RevokePath.revoke(s, grant));
  }

  /** {@link RevokePath}, for one link. */
  public RevokePath.Revoked revoke(GrantChain chain) {
    return run(s -> RevokePath.revoke(s, chain));
  }

  /** {@link KeyRevocationPath}. */
  public KeyRevocationPath.Ended revokeKey(VerifyKey key) {
    return run(s -> KeyRevocationPath.revokeKey(s, key));
  }

  /** {@link KeyRevocationPath}. */
  public KeyRevocationPath.Ended revokeIssuedBefore(VerifyKey issuer, long position) {
    return run(s -> KeyRevocationPath.revokeIssuedBefore(s, issuer, position));
  }

  /** {@link RewrapPath}: one compartment after the other, so that other calls get in between. */
  public RewrapPath.Rewrapped rewrap() {
    RewrapPath.Rewrapped done = run(RewrapPath::begin).stream()
        .map(compartment -> run(s -> RewrapPath.rewrap(s, compartment)))
        .reduce(RewrapPath.Rewrapped.NONE, RewrapPath.Rewrapped::plus);
    run(Sweep::drop);
    return done;
  }

  /** {@link RepairPath}: one object after the other, so that other calls get in between. Then {@link RepackPath}. */
  public RepairReport repair() {
    RepairReport copies = run(s -> {
      s.settle();
      Sweep.run(s);
      Sweep.drop(s);
      BreakGlassKey.give(s);
      return new RepairPath(s).copies();
    });
    RepairReport done = run(s -> List.copyOf(s.state().objects())).stream()
        .map(object -> run(s -> s.state().objects().contains(object)
            ? new RepairPath(s).object(object)
            : RepairReport.NOTHING))
        .reduce(copies, RepairReport::plus);
    // Writing anew needs a quorum, and is not done to what is not at full strength.
    return done.isWhole() ? done.andRewritten(run(RepackPath::run)) : done;
  }

  /** {@link RepairPath}. */
  public List<RepairCap> repairCaps(Duration life) {
    return run(s -> new RepairPath(s).caps(life));
  }

  /** {@link RepairPath}, of the object that a record's newest version is in. */
  public Optional<ObjectStatus> explain(RecordId id) {
    return run(s -> s.directory()
        .find(id)
        .flatMap(found -> found.locate(s.ring()))
        .map(place -> {
          try (place) {
            return new RepairPath(s).status(place.objectId());
          }
        }));
  }

  /** {@link SeatPath}. */
  public RepairReport addCustodian(KnownCustodian next) {
    return reseat(s -> SeatPath.add(s, next)).copied();
  }

  /**
   * What a replacement did.
   *
   * @param copied what the next custodian got
   * @param emptied whether the one that left has nothing of the vault any more
   */
  public record Replaced(RepairReport copied, boolean emptied) {}

  /** {@link SeatPath}. */
  public Replaced replaceCustodian(KnownCustodian leaving, KnownCustodian next) {
    SeatPath.Seated seated = reseat(s -> SeatPath.replace(s, leaving, next));
    boolean emptied = seated.whole() && run(s -> SeatPath.empty(s, leaving));
    return new Replaced(seated.copied(), emptied);
  }

  /** The next session is another one: everything begins with its custodians. */
  private synchronized SeatPath.Seated reseat(Function<VaultSession, SeatPath.Seated> change) {
    SeatPath.Seated seated = run(change);
    session.close();
    closed = true;
    configuration = configuration.with(seated.custodians());
    session = configuration.session();
    closed = false;
    return seated;
  }

  /** {@link DirectivePath}. */
  public DirectivePath.Directed forbid(Collection<Directive> more) {
    return run(s -> DirectivePath.forbid(s, more));
  }

  /** {@link DirectivePath}. */
  public DirectivePath.Directed lift(Collection<Directive> some) {
    return run(s -> DirectivePath.lift(s, some));
  }

  /** What the patient forbids. */
  public Directives directives() {
    return run(VaultSession::directives);
  }

  /** The grants that the journal tells of. */
  public Collection<VaultState.Issued> grants() {
    return run(s -> s.state().grants());
  }

  /** {@link Accounting}. */
  public Accounting.Account disclosures() {
    return run(Accounting::of);
  }

  /** {@link SealedAccessor}. */
  public Optional<Accessor> accessor(AccessEvent event) {
    return run(s -> SealedAccessor.open(s.keys(), event));
  }

  /** {@link NoticePath}. */
  public List<DisclosurePath.Evidence> notices() {
    return run(NoticePath::unseen);
  }

  /** {@link NoticePath}, by ledger entries. */
  public void acknowledge(Collection<Entry> entries) {
    run(s -> {
      NoticePath.acknowledge(s, entries);
      return true;
    });
  }

  /** {@link Inbox}. */
  public Inbox.Filed fileDeposits() {
    return run(Inbox::file);
  }

  /** {@link ExportPath}. */
  public ExportPath.Moved exportTo(Path archive) {
    return run(s -> ExportPath.export(s, archive));
  }

  /** How many records the vault has. */
  public int size() {
    return run(s -> s.directory().size());
  }

  /** Whose vault it is. */
  public synchronized VaultId vault() {
    return session.vault();
  }

  /** The log in which everything is recorded. */
  public synchronized Ledger ledger() {
    return session.ledger();
  }

  /** Runs one path; whoever comes next waits. */
  private synchronized <T> T run(Function<VaultSession, T> path) {
    if (closed) {
      throw new ConflictException(ErrorCode.VAULT_CLOSED, "this vault was closed before");
    }
    try {
      return LedgerTrouble.translated(() -> path.apply(session));
    } catch (ConflictException e) {
      // Another session writes: going on could only harm it.
      closed = true;
      throw e;
    }
  }

  /** With which keys custodians sign. */
  public Map<String, VerifyKey> custodianKeys() {
    return run(s -> s.state().custodianKeys());
  }

  /** Who keeps the vault. */
  public Roster roster() {
    return run(s -> s.state().roster());
  }

  /** How records are spread. */
  public synchronized StripeLayout layout() {
    return session.replicas().layout();
  }

  /** The configuration's custodians. */
  public synchronized List<Custodian> custodians() {
    return session.replicas().custodians();
  }

  /** Wipes the keys that were derived; the patient's own keys stay open. */
  @Override
  public synchronized void close() {
    closed = true;
    session.close();
  }
}
