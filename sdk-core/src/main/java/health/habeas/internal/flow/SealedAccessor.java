// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.EntryId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Accessor;
import health.habeas.shard.VaultCard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Who at a holder accesses, sealed to the patient for one access, and padded, so that custodians learn no more than that. */
final class SealedAccessor {
  private static final int PADDED_BYTES = 512;

  private SealedAccessor() {}

  static byte[] seal(Accessor accessor, VaultCard card, EntryId access) {
    byte[] content = new CborWriter()
        .array(2)
        .text(accessor.person())
        .text(accessor.address())
        .toBytes();
    byte[] padded = ByteBuffer.allocate(PADDED_BYTES)
        .putShort((short) content.length)
        .put(content)
        .array();
    return Hpke.seal(card.sealingKey(), Domain.ACCESSOR, access.bytes(), padded);
  }

  /** Who it was, if the holder said so, and for just this access. */
  static Optional<Accessor> open(PatientKeys keys, AccessEvent event) {
    byte[] sealed = event.accessor();
    if (sealed.length == 0) {
      return Optional.empty();
    }
    try {
      byte[] id = event.entry().id().bytes();
      return read(keys.openInbox(SECRET_ACCESS, Domain.ACCESSOR, id, sealed));
    } catch (CustodyException | InvalidInputException e) {
      return Optional.empty(); // the holder's fault: the access is in the list all the same
    }
  }

  private static Optional<Accessor> read(byte[] padded) {
    if (padded.length != PADDED_BYTES) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(padded).getShort();
    if (length < 0 || length > PADDED_BYTES - Short.BYTES) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOfRange(padded, Short.BYTES, Short.BYTES + length);
    CborReader in = CborReader.of(content, ErrorCode.ACCESSOR_INVALID);
    in.arrayOf(2);
    Accessor accessor =
        new Accessor(in.text(Accessor.MAX_PERSON_BYTES), in.text(Accessor.MAX_ADDRESS_BYTES));
    in.end();
    return Optional.of(accessor);
  }
}
