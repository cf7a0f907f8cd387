// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Decision;
import health.habeas.grant.Field;
import health.habeas.grant.Forecast;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborWriter;
import health.habeas.ledger.InclusionBundle;
import health.habeas.record.Author;
import health.habeas.record.HealthRecord;
import java.util.Optional;

/**
 * How a provider writes without reading: the record is signed by its author, sealed to the patient, and left in the vault's
 * inbox under a CREATE grant; the patient's agent opens, checks and files it ({@link Inbox}).
 */
public final class DepositPath {
  private DepositPath() {}

  /**
   * What became of a deposit.
   *
   * @param refusal why it was not taken
   * @param custodians how many keep it
   * @param receipt its place in the ledger
   */
  public record Outcome(
      Optional<Decision.Deny> refusal, int custodians, Optional<InclusionBundle> receipt) {}

  /**
   * What a provider writes.
   *
   * @param health the record
   * @param amended the version that it takes the place of; empty for a new record
   */
  record Writing(HealthRecord health, Optional<HealthRecord> amended) {
    Action action() {
      return amended.isPresent() ? Action.AMEND : Action.CREATE;
    }
  }

  static Outcome deposit(HolderSession holder, Writing writing, Purpose purpose) {
    HealthRecord health = writing.health();
    Selection selection = new Selection(
        Field.of(health.type()),
        Field.of(health.categories()),
        new DayRange(health.day(), health.day().plusDays(1)));
    Forecast forecast = holder.forecast(writing.action(), selection, purpose);
    if (forecast.refusal().isPresent()) {
      return new Outcome(forecast.refusal(), 0, Optional.empty());
    }
    byte[] item = seal(holder, writing);
    AccessRequest request = new AccessRequest(holder.vault(), writing.action(), selection, purpose);
    AccessDoors doors = AccessDoors.open(holder, request, Sha256.of(item));
    int kept = doors.deposit(item);
    int needed = holder.custodians().size() / 2 + 1;
    if (kept < needed && doors.refusal().isEmpty()) {
      throw new StorageException(
          ErrorCode.TOO_FEW_CUSTODIANS,
          "only " + kept + " custodians kept the deposit, and " + needed + " must");
    }
    return new Outcome(
        kept < needed ? doors.refusal() : Optional.empty(), kept, Optional.of(doors.receipt()));
  }

  private static byte[] seal(HolderSession holder, Writing writing) {
    byte[] statement = CoseSign1.sign(
            holder.keys().signer(SECRET_ACCESS),
            Domain.RECORD,
            RecordFile.statement(writing.health(), holder.chain().id(), writing.amended()))
        .toBytes();
    RecordFile file = new RecordFile(
        writing.health(), new Author(holder.keys().key().bytes()), Optional.of(statement));
    byte[] item = new CborWriter()
        .array(2)
        .bytes(holder.chain().withoutKeybox().bytes())
        .bytes(file.bytes())
        .toBytes();
    return Hpke.seal(
        holder.card().sealingKey(), Domain.INBOX_ITEM, holder.vault().bytes(), item);
  }
}
