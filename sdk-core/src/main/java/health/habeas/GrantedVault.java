// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Action;
import health.habeas.grant.Field;
import health.habeas.grant.Forecast;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.internal.flow.DepositPath;
import health.habeas.internal.flow.HolderSession;
import health.habeas.internal.flow.KeyRevocationPath;
import health.habeas.internal.flow.RenouncePath;
import health.habeas.internal.flow.Surroundings;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.ledger.Ledger;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import health.habeas.shard.Accessor;
import health.habeas.shard.Custodian;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * The holder's door to a vault: what one grant allows, and nothing else.
 *
 * <p>Guarantees: every read is in the ledger before the first byte comes back (L54), and each custodian decides by itself.
 * A record that is returned is byte for byte what its author signed. A refusal is a value with code, cause and remedy.
 *
 * <p>Thread-safe; calls run one after the other.
 */
public final class GrantedVault implements AutoCloseable {
  private final HolderSession holder;
  private final OpenContents contents = new OpenContents();
  private boolean closed;

  private GrantedVault(HolderSession holder) {
    this.holder = holder;
  }

  /**
   * Opens a grant with the keys of the holder whom it names. Nothing is asked of anybody yet.
   *
   * @param chain what was granted
   * @param keys the holder's keys; the caller closes them
   * @param ledger the vault's log
   * @param custodians the vault's custodians
   * @throws health.habeas.error.CustodyException if the grant was made for other keys
   */
  public static GrantedVault open(
      GrantChain chain, HolderKeys keys, Ledger ledger, List<Custodian> custodians) {
    return new GrantedVault(
        HolderSession.open(chain, keys, ledger, custodians, Surroundings.system()));
  }

  /**
   * The same with another clock, for tests.
   *
   * @param chain what was granted
   * @param keys the holder's keys; the caller closes them
   * @param vault where to find it
   * @param clock where the time comes from
   */
  static GrantedVault open(GrantChain chain, HolderKeys keys, Vault vault, InstantSource clock) {
    Surroundings around = new Surroundings(clock, Surroundings.system().random());
    return new GrantedVault(
        HolderSession.open(chain, keys, vault.ledger(), vault.custodians(), around));
  }

  /**
   * Says to the patient which person it is, in every access from now on. Custodians and the ledger don't learn it.
   *
   * @param person who works with this door
   */
  public synchronized void accessedBy(Accessor person) {
    open().accessedBy(person);
  }

  /**
   * What to expect: whether custodians would probably allow to read these records for this purpose. Nothing is recorded.
   *
   * @param category which records
   * @param purpose what for
   */
  public synchronized Forecast check(Category category, Purpose purpose) {
    return open().forecast(Action.READ, Selection.of(category), purpose);
  }

  /**
   * The records of these categories that the grant reaches, for the first of the grant's purposes.
   *
   * @param categories which; none means all that the grant names
   */
  public ReadResult records(Category... categories) {
    return records(purpose(), categories);
  }

  /**
   * The records of these categories that the grant reaches.
   *
   * @param purpose what for; one of the grant's
   * @param categories which; none means all that the grant names
   */
  public synchronized ReadResult records(Purpose purpose, Category... categories) {
    Selection selection = categories.length == 0 ? Selection.EVERYTHING : Selection.of(categories);
    return Vault.result(open().read(selection, purpose), holder.ledger());
  }

  /**
   * One record: the result holds it, or says why not. Without a refusal and without unopened records, an empty result means
   * that there is no such record in the grant's reach; with a refusal, a record that came may not be its newest version.
   *
   * <p>The ledger and the custodians are told of the types, categories and days of the grant's lines that cover this id, and
   * never of the id. All slots that lie there are looked through, since only the patient can compute the record's name; of
   * records no more is fetched than the chunks that hold this one.
   *
   * @param id which record
   * @param categories where to look; the fewer, the less is fetched and told; none means wherever the grant covers the id
   */
  public synchronized ReadResult get(RecordId id, Category... categories) {
    return Vault.result(open().get(id, where(categories), purpose()), holder.ledger());
  }

  /**
   * The content of one record, to be read from any place on, for the first of the grant's purposes; what is asked for and
   * told is as by {@link #get}.
   *
   * @param id which record
   * @param categories where to look; none means wherever the grant covers the id
   */
  public synchronized OpenResult open(RecordId id, Category... categories) {
    return contents.result(open().open(id, where(categories), purpose()), holder.ledger());
  }

  private static Field<Category> where(Category... categories) {
    return categories.length == 0 ? Field.all() : Field.of(categories);
  }

  /**
   * Leaves a record in the vault's inbox, signed by this holder and sealed to the patient: this holder can't read it back.
   * Needs a grant to CREATE.
   *
   * @param health the record
   */
  public synchronized DepositReport deposit(HealthRecord health) {
    return report(open().deposit(health, purpose()));
  }

  /**
   * Leaves a correction of a record in the vault's inbox. Nothing is replaced: the version before stays, with its author's
   * signature, and {@code Vault.versions} shows both. Needs a grant to AMEND that reaches the record as it is and as it will be.
   *
   * <p>It is filed if {@code before} is still the newest version by then; else it stays in the inbox, refused.
   *
   * @param before the version that is corrected, as it was read, or as this holder wrote it
   * @param now the record with the same id as it should be
   */
  public synchronized DepositReport amend(HealthRecord before, HealthRecord now) {
    if (!before.id().equals(now.id())) {
      throw new InvalidInputException(
          ErrorCode.RECORD_INVALID, "an amendment has the id of the record that it amends");
    }
    return report(open().amend(before, now, purpose()));
  }

  private DepositReport report(DepositPath.Outcome outcome) {
    return new DepositReport(
        outcome.refusal(),
        outcome.custodians(),
        outcome.receipt().map(proof -> new Receipt(proof, holder.ledger().verifier())));
  }

  /**
   * Hands a part of this grant on, without any network. The patient sees every use of it, and revoking this grant ends it.
   *
   * @param to whom
   * @param terms at most what this grant allows
   * @throws health.habeas.error.InvalidInputException if they would allow more, naming in what
   */
  public synchronized GrantChain narrow(Grantee to, GrantTerms terms) {
    return open().narrow(to, terms);
  }

  /**
   * Ends this grant and everything below it, for good: custodians deny from now on. Repeatable.
   *
   * <p>Limit: a holder can't make new keys. The patient's vault does when it is opened next, if it gave this grant itself.
   */
  public synchronized PublishedRevocation renounce() {
    return published(open().renounce());
  }

  /**
   * Ends a grant below this one, and everything below that: one that {@link #narrow} gave, or that was handed on from there.
   * This grant goes on. Repeatable.
   *
   * <p>Limit: it needs this grant's keybox, and a status handle that derives from it, as {@link #narrow} makes it.
   *
   * @param below the chain down to the grant that ends
   * @throws health.habeas.error.InvalidInputException if it is not below this one (HBS-5006), or its handle derives from
   *     nothing that this holder has (HBS-1028)
   */
  public synchronized PublishedRevocation revoke(GrantChain below) {
    return published(open().revoke(below));
  }

  /**
   * Ends this holder's own key in this vault, for good: each chain that uses it, whoever it was handed on to. Each call makes
   * a statement of its own; a repeated one tells custodians that were silent.
   */
  public synchronized PublishedRevocation revokeOwnKey() {
    return published(open().revokeKey(OptionalLong.empty()));
  }

  /**
   * Ends what this holder handed on in this vault before a ledger position: see {@link Vault#revokeIssuedBefore}.
   *
   * @param position a ledger size
   */
  public synchronized PublishedRevocation revokeIssuedBefore(long position) {
    return published(open().revokeKey(OptionalLong.of(position)));
  }

  private PublishedRevocation published(KeyRevocationPath.Published done) {
    return new PublishedRevocation(
        done.taken(),
        holder.custodians().size(),
        new Receipt(done.receipt(), holder.ledger().verifier()));
  }

  private PublishedRevocation published(RenouncePath.Published done) {
    return new PublishedRevocation(
        done.fenced(),
        holder.custodians().size(),
        new Receipt(done.receipt(), holder.ledger().verifier()));
  }

  /** What was granted. */
  public GrantChain chain() {
    return holder.chain();
  }

  /** Wipes the opened keybox. */
  @Override
  public synchronized void close() {
    closed = true;
    contents.close();
    holder.close();
  }

  /** The grant's id alone. */
  @Override
  public String toString() {
    return "GrantedVault[" + chain().id() + "]";
  }

  private HolderSession open() {
    if (closed) {
      throw new ConflictException(ErrorCode.VAULT_CLOSED, "this view of a vault was closed before");
    }
    return holder;
  }

  private Purpose purpose() {
    return chain().last().permission().purposes().stream().sorted().findFirst().orElseThrow();
  }
}
