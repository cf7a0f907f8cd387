// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.grant.VaultId;
import health.habeas.internal.flow.Accounting;
import health.habeas.internal.flow.AuditPath;
import health.habeas.internal.flow.DeletePath;
import health.habeas.internal.flow.DirectivePath;
import health.habeas.internal.flow.DisclosurePath;
import health.habeas.internal.flow.ExportPath;
import health.habeas.internal.flow.Inbox;
import health.habeas.internal.flow.KeyRevocationPath;
import health.habeas.internal.flow.KnownCustodian;
import health.habeas.internal.flow.OpenVault;
import health.habeas.internal.flow.ReadPath;
import health.habeas.internal.flow.RecordFile;
import health.habeas.internal.flow.RevokePath;
import health.habeas.internal.flow.RewrapPath;
import health.habeas.internal.flow.Roster;
import health.habeas.internal.flow.VersionPath;
import health.habeas.internal.flow.WritePath;
import health.habeas.key.Grantee;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.LargeRecord;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.AuditPlan;
import health.habeas.shard.Custodian;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairReport;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The patient's door to her own records: sealed with keys that only she has, spread over custodians that can't read them,
 * and recorded in a ledger that nobody can rewrite.
 *
 * <p>Guarantees: what a method returned is durable at the write quorum, and at all custodians but those that lagged, which get it
 * in the background; it can be read after this process died, and with as many custodians lost as the layout allows, those that
 * still lag among them; what it threw for did not happen, or is finished by the next call or opening and said so
 * ({@code HBS-5007}). Nothing leaves this class in clear but to its caller.
 *
 * <p>Limits: one session writes at a time; a second one is refused with {@code HBS-5001} before it can do harm. Opening
 * reads the vault's journal and every slot.
 *
 * <p>Thread-safe; calls run one after the other. Errors are {@link health.habeas.error.HabeasException}; where the ledger
 * fails, HBS-5011 or HBS-5009 with the ledger's own error as the cause.
 */
public final class Vault implements AutoCloseable {
  /** How long an audit takes at most, unless another time is given: 5 minutes. */
  public static final Duration AUDIT_DURATION = Duration.ofMinutes(5);

  private final OpenVault open;
  private final OpenContents contents = new OpenContents();

  Vault(OpenVault open) {
    this.open = open;
  }

  /** Begins to configure a vault. */
  public static VaultBuilder builder() {
    return new VaultBuilder();
  }

  /** The vault's pseudonym: the hash of the patient's public key. */
  public VaultId id() {
    return open.vault();
  }

  /** Those who keep the pieces. */
  public List<Custodian> custodians() {
    return open.custodians();
  }

  /**
   * The keys with which custodians sign what they say to audits, by their names; those that have none of their own are absent.
   * Each was bound in the journal when the vault first met its custodian, and no other counts since: compare them once with what
   * the custodians were registered with. One that lost its key is replaced by one with another name.
   */
  public Map<String, VerifyKey> custodianKeys() {
    return open.custodianKeys();
  }

  /** How many records there are. */
  public int size() {
    return open.size();
  }

  /**
   * Stores all of the records, or none: when it returns they are durable at the layout's write quorum and anchored in the
   * ledger. A record that is there already with the same bytes changes nothing; with other bytes it becomes a new version.
   * Streams: memory does not grow with the content, and by about 2 kB with each record.
   *
   * <p>A new version with other labels, categories or another day is moved: its earlier versions are withdrawn from where
   * they were, so that neither a later grant nor a fresh read under an earlier one finds them there. What was read was
   * read. Such a put re-wraps every slot of the compartments that were left, and takes as long. A custodian that is silent
   * meanwhile keeps its copies until the next opening or {@link #rewrap}.
   *
   * @param records any number; two different ones with the same id are refused
   */
  public PutReport put(Iterable<HealthRecord> records) {
    return report(open.put(records.iterator()));
  }

  /**
   * Stores one record whose content is read from a stream to its end, however large; otherwise as {@link #put(Iterable)}.
   * Nothing refers to any of it before the end was read and everything is durable.
   *
   * <p>Content of up to 1 MiB becomes an ordinary record. What is larger is stored in parts, is listed by reads as a {@link
   * health.habeas.record.LargeRecord}, and is read with {@link #open}. Memory: about 11 MiB, and 32 kB for each GiB. Limit:
   * 256 GiB (HBS-2002). Other calls wait until the stream ended.
   *
   * @param header what is needed to file it
   * @param content 1 byte or more; read to its end, and not closed
   * @throws IOException the stream's own; then nothing was stored
   */
  public PutReport put(RecordHeader header, InputStream content) throws IOException {
    return report(open.put(header, content));
  }

  private PutReport report(WritePath.Written written) {
    return new PutReport(
        written.added(),
        written.updated(),
        written.unchanged(),
        written.pending(),
        durability(),
        receipt(written.receipt()));
  }

  /**
   * Deletes records, each with all of its versions: nobody finds them from then on, and the only copies of their keys are
   * destroyed at every custodian that answers. The ledger keeps that something was deleted, not what. The ids can be used
   * again by the patient; a deposit under such an id is refused, since it may be from before.
   *
   * <p>It costs what a move costs: every slot of the compartments that had them is re-wrapped, and their holders get new keys. Cut
   * off, it is finished by the next opening or {@link #rewrap}.
   *
   * <p>Limits: a custodian that is silent meanwhile keeps its copies until it is reached, one that lies for good, and what a
   * holder has read or exported it keeps, as do an archive and a deposit that was never filed. Bytes in a pack with other
   * records are noise without their key, and stay until {@link #repair} writes that pack anew.
   *
   * @param records which; ids that are not there are counted
   * @throws health.habeas.error.StorageException HBS-4006 if a page can't be read, since the records might be on it: nothing was
   *     deleted then; HBS-4004 if too few custodians answered: it may be done, and then the next call finishes it
   * @throws health.habeas.error.ConflictException HBS-5001 if another session came in between: it may be done, and then the next
   *     opening finishes it
   */
  public DeletionReport delete(Collection<RecordId> records) {
    DeletePath.Deleted done = open.delete(records);
    return new DeletionReport(
        done.deleted(),
        done.unknown(),
        done.pending(),
        done.undeleted(),
        done.dropped(),
        receipt(done.receipt()));
  }

  /** What may be lost without a record being lost. */
  public Durability durability() {
    Roster roster = open.roster();
    StripeLayout layout = open.layout();
    return new Durability(
        layout, roster.seats().size(), roster.domains(), roster.mostInOneDomain(layout.total()));
  }

  /**
   * The patient's own records of these categories, the newest version of each. Nothing of other categories is fetched.
   *
   * <p>Memory: the result holds all that was found. Of a vault that is larger than the heap, ask for one category at a time.
   *
   * @param categories which; none means every category
   */
  public ReadResult records(Category... categories) {
    Selection selection = categories.length == 0 ? Selection.EVERYTHING : Selection.of(categories);
    ReadPath.Outcome outcome = open.read(selection);
    return result(outcome, open.ledger());
  }

  /**
   * The content of the newest version of one of the patient's own records, to be read from any place on.
   *
   * @param id which record; of one that is not there, the result is complete and has no content
   */
  public OpenResult open(RecordId id) {
    return contents.result(open.open(id), open.ledger());
  }

  /**
   * The newest version of one of the patient's own records; the result is empty if there is no such record. Of its pack no
   * more is fetched than the chunks that hold it.
   *
   * @param id which record
   */
  public ReadResult get(RecordId id) {
    return result(open.get(id), open.ledger());
  }

  /**
   * Every version of a record, newest first, each with its author: a correction hides nothing that was there before. Reads
   * every page of the vault. What was withdrawn when the record was moved, and what an import left behind, is counted.
   *
   * @param id which record; of one that is not there, there are no versions
   */
  public RecordHistory versions(RecordId id) {
    VersionPath.Versions all = open.versions(id);
    List<RecordVersion> versions = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int number = all.newest(); number > 0; number--) {
      RecordFile file = all.found().get(number);
      if (file == null) {
        missing.add(number);
      } else {
        versions.add(new RecordVersion(number, file.record(), file.author(), file.grant()));
      }
    }
    return new RecordHistory(versions, missing);
  }

  /**
   * Asks each custodian to prove that it still has chunks which are drawn at random from all that it should have. With 300
   * samples, one that lost 1 % is found with 95 %; with 3,000, one that lost 0.1 %. What one answered falsely comes as
   * {@link health.habeas.shard.FaultProof}, which others can check.
   *
   * <p>Reads every manifest, about 350 bytes an object, and for each sample makes a custodian read a whole shard. Repairs
   * nothing. No receipt: nothing that is asked for opens a record.
   *
   * <p>Takes {@link #AUDIT_DURATION} at most, beside reading the manifests; other calls get in meanwhile. Custodians are asked side
   * by side; one that does not answer a question for 30 seconds is asked no more until it does. What was not answered in time is
   * counted as unanswered, and whose it was is told by {@link AuditReport#notAnswering}.
   *
   * @param samples of each custodian, at least 1
   */
  public AuditReport audit(int samples) {
    return audit(samples, AUDIT_DURATION);
  }

  /**
   * The same in another time.
   *
   * @param samples of each custodian, at least 1
   * @param atMost more than none, and at most a day (HBS-5014); 3,000 samples of a custodian that takes 0.2 seconds for each take
   *     ten minutes
   */
  public AuditReport audit(int samples, Duration atMost) {
    return report(open.audit(samples, atMost));
  }

  private static AuditReport report(AuditPath.Audited audited) {
    return new AuditReport(audited.custodians(), audited.objects(), audited.unreadable());
  }

  /**
   * Asks each custodian for digests of whole shards, drawn at random, which it can compute only if it still has them: nothing
   * is read out of its store but into its own memory. The answers are known from when the shards were written.
   *
   * <p>Needs {@link VaultBuilder#auditTickets} at that time; each ticket serves once, also if a crash comes between. A shard
   * whose tickets are used up is passed over. A false answer is counted as unanswered: it proves nothing to others. Takes as
   * long as {@link #audit(int)}.
   *
   * @param shards of each custodian, at least 1
   * @return {@code objects} is how many tickets were used
   */
  public AuditReport auditByTicket(int shards) {
    return auditByTicket(shards, AUDIT_DURATION);
  }

  /**
   * The same in another time.
   *
   * @param shards of each custodian, at least 1
   * @param atMost more than none, and at most a day (HBS-5014); tickets that were not used in it are used up all the same
   * @return {@code objects} is how many tickets were used
   */
  public AuditReport auditByTicket(int shards, Duration atMost) {
    return report(open.auditByTicket(shards, atMost));
  }

  /**
   * What somebody else needs to audit the custodians for the patient, of the vault as it is now, without any key of hers.
   *
   * @param validity from now, at most {@link health.habeas.shard.AuditPass#MAX_VALIDITY}
   */
  public AuditPlan auditPlan(Duration validity) {
    return open.auditPlan(validity);
  }

  /**
   * Gives somebody exactly what the terms say, with exactly the keys for it, and records it.
   *
   * @param to whom; check the name with the holder before
   * @param terms what, for what purpose, and how long
   * @return what the holder needs; {@code chain.text()} travels in a message or a QR code
   */
  public GrantChain grant(Grantee to, GrantTerms terms) {
    return open.grant(to, terms);
  }

  /** Every grant that was given, revoked ones included, oldest first. */
  public List<IssuedGrant> grants() {
    return open.grants().stream()
        .map(g -> new IssuedGrant(g.chain(), g.holder(), g.since(), g.revoked()))
        .toList();
  }

  /**
   * Ends a grant and everything below it: custodians deny from now on, and new records get keys that it does not have.
   * Repeatable: the counts tell what this call and earlier ones did. {@link #rewrap} does the last step.
   *
   * <p>If custodians deny and storing the new keys fails, it returns with {@link Revocation.State#FENCED}; the next call or
   * opening goes on.
   *
   * @param grant a grant that this vault gave
   */
  public Revocation revoke(GrantId grant) {
    return revocation(grant, open.revoke(grant));
  }

  /**
   * Ends one grant below a root grant, and everything below that; the grants above go on. Otherwise as {@link
   * #revoke(GrantId)}, which also takes the id of a grant that was ended so before. A chain of one link is a root grant.
   *
   * <p>Limit: the grant's status handle must derive from the one above, as {@link GrantedVault#narrow} makes it. If it does
   * not (HBS-1028), end the grant above.
   *
   * @param chain the chain down to the grant that ends, as {@link #disclosures} tells it
   */
  public Revocation revoke(GrantChain chain) {
    return revocation(chain.id(), open.revoke(chain));
  }

  /**
   * Ends a holder's key in this vault, for good: each grant to it ends as by {@link #revoke(GrantId)}, and custodians deny
   * every chain that uses the key as issuer or holder, wherever it was handed on. Repeatable. No later grant can name the key.
   *
   * <p>Limit: a custodian that is silent learns of it at the next opening or re-wrap, not from the ledger. Compartments that
   * the key reaches only through others' grants get no new keys.
   *
   * @param key the holder's, for example {@code grant.holder().key()}
   */
  public KeyRevocationReport revokeKey(VerifyKey key) {
    return report(open.revokeKey(key));
  }

  /**
   * Ends everything that a key issued in this vault before a ledger position, for good: each chain with a link that it
   * signed when the ledger had fewer entries. What it signs later stays, so this is for a key that is in right hands again;
   * for one that is not, {@link #revokeKey}. With the vault's own key it ends the grants that the vault gave before.
   *
   * <p>Limit: a grant names its position itself. One that names a later one than is true is refused until the ledger comes
   * so far, and lives then.
   *
   * @param issuer who signed
   * @param position a ledger size; for all until now, that of the ledger's head
   */
  public KeyRevocationReport revokeIssuedBefore(VerifyKey issuer, long position) {
    return report(open.revokeIssuedBefore(issuer, position));
  }

  private KeyRevocationReport report(KeyRevocationPath.Ended ended) {
    return new KeyRevocationReport(
        ended.fenced(),
        ended.taken(),
        open.custodians().size(),
        ended.rotated(),
        ended.grants(),
        receipt(ended.receipt()));
  }

  private Revocation revocation(GrantId grant, RevokePath.Revoked revoked) {
    return new Revocation(
        grant,
        Revocation.State.valueOf(revoked.reached().name()),
        revoked.fenced(),
        open.custodians().size(),
        revoked.rotated(),
        revoked.rewrapped(),
        revoked.survivors(),
        receipt(revoked.receipt()));
  }

  /**
   * Puts old slots under new keys and deletes the old ones, so that keys of revoked grants open nothing that custodians
   * keep, and records that were moved are withdrawn. Sealed records are not touched. For a task in the background: other
   * calls get in between compartments; it may be cut off at any time and repeated. Nothing to do costs one listing.
   *
   * <p>A compartment of which a page can't be read is left as it is and counted. A custodian that is silent meanwhile keeps
   * its copies until a later call or opening reaches it; one that lies keeps them for good.
   */
  public RewrapReport rewrap() {
    RewrapPath.Rewrapped done = open.rewrap();
    return new RewrapReport(
        done.compartments(),
        done.slots(),
        done.withdrawn(),
        done.pending(),
        done.unreadable(),
        done.undeleted());
  }

  /**
   * Looks at every piece and every copy that custodians should have, and puts back what is missing or wrong: pieces of
   * objects are made again from any k others, byte for byte. For a task in the background: other calls get in between
   * objects; it may be cut off at any time and repeated. It reads the whole vault from every custodian, so a day or a week is
   * a good interval; in memory it holds one object.
   *
   * <p>Where everything is whole, packs are written anew that take half of their room or less without the records that were deleted
   * or moved. It costs what {@link #delete} costs; the old packs are deleted by the next repair, {@link #rewrap} or opening, so
   * that whoever is reading them can finish.
   *
   * <p>Not brought back: receipts and deposits, of which custodians need not all have a copy.
   */
  public RepairReport repair() {
    return open.repair();
  }

  /**
   * Leave for somebody to repair while the patient is away, with a {@link Repairer}: one cap for each object that is stored
   * now. Each lets its bearer read that object's ciphertext and put lost pieces back, and nothing else; none has a key.
   *
   * @param life how long; at most {@link RepairCap#MAX_LIFE}, else HBS-4012. They can't be taken back before
   */
  public List<RepairCap> repairCaps(Duration life) {
    return open.repairCaps(life);
  }

  /**
   * Where the pieces of a record's newest version are, which custodian is late or wrong, and what may still fail. Every piece
   * is fetched and checked against what was signed; the record itself is not opened. {@code toString()} is for people.
   *
   * @param id which record; empty if there is none
   */
  public Optional<ObjectStatus> explain(RecordId id) {
    return open.explain(id);
  }

  /**
   * Adds a custodian. What is stored stays where it is; it gets copies of what all have, and pieces of new objects. May be cut
   * off and repeated. From now on the vault is opened with it, too.
   *
   * @param next empty, with a name that no custodian of this vault has or had; HBS-4011 if its domain would have too much
   * @return what it got
   */
  public RepairReport addCustodian(Custodian next) {
    return open.addCustodian(KnownCustodian.of(next));
  }

  /**
   * Puts another custodian in the place of one, which may be gone for good. First the next one gets all pieces and copies,
   * from the one that leaves or made again from others, while that one still counts; then one journal entry seats it; then
   * what the vault has at the one that left is deleted. Cut off before the entry, the vault is opened with the custodians
   * that it had, after it with the next one; repeated, the call goes on.
   *
   * @param leaving a custodian of this vault, or, when the call is repeated, the one that was; closed by the caller
   * @param next empty, with a name that no other custodian of this vault has or had; HBS-4011 if its domain would have too
   *     much, HBS-4003 if it does not take all
   * @return what it got, and whether the one that left was emptied
   */
  public ReplacementReport replaceCustodian(Custodian leaving, Custodian next) {
    KnownCustodian former = KnownCustodian.of(leaving);
    OpenVault.Replaced done = open.replaceCustodian(former, KnownCustodian.of(next));
    return new ReplacementReport(done.copied(), done.emptied(), durability());
  }

  /**
   * Forbids something whatever is granted, now and later: {@code vault.forbid(Directive.never(vault.id(), PSY))}. Each
   * custodian obeys at once, in sessions under way, too; the keys for what is forbidden are withheld from then on, and
   * {@link #rewrap} ends those that are out. Repeatable.
   *
   * <p>Limits: what a directive forbids only in part of an access, the holder's software leaves out; keys can't express
   * types, authors and single records; what was read was read. See docs/spec/grants.md, section 6.
   *
   * @param more of this vault; those that are there already change nothing
   */
  public DirectiveReport forbid(Directive... more) {
    return report(open.forbid(List.of(more)));
  }

  /**
   * Takes back what {@link #forbid} said; grants allow again what they say.
   *
   * @param some directives as they were given; those that are not there change nothing
   */
  public DirectiveReport lift(Directive... some) {
    return report(open.lift(List.of(some)));
  }

  /** What is forbidden now. */
  public List<Directive> directives() {
    return open.directives().all();
  }

  /**
   * Who looked, under every grant, with proof of each, and with proof that there is no further access where the ledger can
   * give one: {@link Disclosures#isProvenComplete} says whether it did.
   */
  public Disclosures disclosures() {
    Accounting.Account account = open.disclosures();
    return new Disclosures(
        account.all().stream().map(this::disclosure).toList(),
        account.earlier(),
        account.hasMoved(),
        account.whole().stream().map(this::completeness).toList());
  }

  private Completeness completeness(Accounting.Whole whole) {
    return new Completeness(
        whole.grant(),
        whole.accesses(),
        whole.next(),
        whole.proof(),
        open.ledger().verifier());
  }

  /**
   * Who broke the glass and was not acknowledged yet: every access that the ledger has under a break-glass grant. {@link
   * VaultBuilder#onBreakGlass} tells of them at opening.
   */
  public List<Disclosure> notices() {
    return open.notices().stream().map(this::disclosure).toList();
  }

  /**
   * Says that the patient has seen these: {@link #notices} leaves them out from now on. What she wants ended she revokes.
   * After a move to another ledger, earlier ones are told once more.
   *
   * @param seen what {@link #notices} gave
   */
  public void acknowledge(Collection<Disclosure> seen) {
    open.acknowledge(seen.stream().map(each -> each.receipt().proof().entry()).toList());
  }

  /** Files what providers left in the inbox. Each record keeps its author's signature for good. */
  public InboxReport fileDeposits() {
    Inbox.Filed filed = open.fileDeposits();
    return new InboxReport(filed.filed(), filed.refused());
  }

  /**
   * Saves everything in one sealed file: records, grants, and who looked with the ledger's proofs. Only the same patient's
   * keys open it: {@link VaultBuilder#openFrom}.
   *
   * @param archive the file; replaced only when the new one is complete and durable
   */
  public MoveReport exportTo(Path archive) {
    ExportPath.Moved moved = open.exportTo(archive);
    return new MoveReport(
        moved.records(),
        moved.grants(),
        moved.disclosures(),
        moved.missing(),
        moved.unreadablePages());
  }

  /** Wipes the keys that this session derived. The patient's keys, ledger and custodians stay open. */
  @Override
  public void close() {
    contents.close();
    open.close();
  }

  /** The pseudonym alone. */
  @Override
  public String toString() {
    return "Vault[" + id() + "]";
  }

  Ledger ledger() {
    return open.ledger();
  }

  static ReadResult result(ReadPath.Outcome outcome, Ledger ledger) {
    return new ReadResult(
        records(outcome, HealthRecord.class),
        records(outcome, LargeRecord.class),
        outcome.refusal(),
        outcome.unopened(),
        outcome.faults().silent(),
        outcome.faults().lying(),
        outcome.receipt().map(proof -> new Receipt(proof, ledger.verifier())));
  }

  private static <T> List<T> records(ReadPath.Outcome outcome, Class<T> kind) {
    return outcome.records().stream()
        .map(RecordFile::record)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private DirectiveReport report(DirectivePath.Directed done) {
    return new DirectiveReport(
        done.obeying(), open.custodians().size(), done.inForce(), receipt(done.receipt()));
  }

  private Receipt receipt(InclusionBundle proof) {
    return new Receipt(proof, open.ledger().verifier());
  }

  private Disclosure disclosure(DisclosurePath.Evidence evidence) {
    Optional<AccessEvent> event = evidence.event();
    return new Disclosure(
        GrantId.ofBytes(evidence.grant()),
        event,
        event.flatMap(open::accessor),
        new Receipt(evidence.proof(), evidence.log()));
  }
}
