// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.erasure.ChunkProof;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What a custodian says under its own key about one shard: a parsed one is signed by the key that it names. Immutable.
 *
 * @param custodian the name that it calls itself
 * @param key with which it signed
 * @param time by its own clock
 * @param objectRoot of the manifest that it was asked about: it names one version of one object
 * @param shard which
 * @param position of the chunk; empty for the whole shard
 * @param nonce the question's
 * @param answer what it says
 */
record CustodyStatement(
    String custodian,
    VerifyKey key,
    Instant time,
    byte[] objectRoot,
    int shard,
    OptionalInt position,
    byte[] nonce,
    Answer answer) {
  private static final int MAX_NAME_BYTES = 1024;
  private static final int NOT_HELD = 0;
  private static final int HELD = 1;
  private static final int DIGEST = 2;
  private static final int DELETED = 3;

  /** What a custodian may say. */
  sealed interface Answer {}

  /** "I don't have the shard that this manifest names": it is lost or damaged, or it was never given. */
  record NotHeld() implements Answer {}

  /** "I was told to delete it": the patient's own order, with the statement. */
  record Deleted(byte[] order) implements Answer {}

  /** "This is the chunk." */
  record Held(ChunkProof proof) implements Answer {}

  /** "This is the digest": SHA-256("habeas/shard-digest/1" ‖ nonce ‖ shard file), 32 bytes. */
  record Digest(byte[] value) implements Answer {}

  /** Signs an answer. */
  static byte[] sign(
      HolderKeys keys,
      String custodian,
      Instant time,
      Manifest manifest,
      AuditQuestion question,
      Answer answer) {
    CborWriter out = new CborWriter(ChunkProof.MAX_CHUNK_BYTES + 1024)
        .array(8)
        .text(custodian)
        .bytes(keys.key().bytes())
        .integer(time.getEpochSecond())
        .bytes(manifest.objectRoot())
        .integer(question.shard())
        .integer(question.position().orElse(-1))
        .bytes(question.nonce());
    write(out, answer);
    return CoseSign1.sign(keys.signer(SECRET_ACCESS), Domain.CUSTODY, out.toBytes())
        .toBytes();
  }

  private static void write(CborWriter out, Answer answer) {
    if (answer instanceof Held held) {
      out.array(3).integer(HELD).bytes(held.proof().chunk()).bytes(held.proof().path());
    } else if (answer instanceof Digest digest) {
      out.array(2).integer(DIGEST).bytes(digest.value());
    } else if (answer instanceof Deleted deleted) {
      out.array(2).integer(DELETED).bytes(deleted.order());
    } else {
      out.array(1).integer(NOT_HELD);
    }
  }

  /** Reads a statement and verifies that the key in it signed it. */
  static CustodyStatement parse(byte[] bytes) {
    CoseSign1 signed = CoseSign1.parse(bytes, ErrorCode.FAULT_UNPROVEN);
    CborReader in = CborReader.of(signed.payload(), ErrorCode.FAULT_UNPROVEN);
    in.arrayOf(8);
    String custodian = in.text(MAX_NAME_BYTES);
    VerifyKey key = new VerifyKey(in.bytesOf(VerifyKey.SIZE_BYTES));
    Instant time = Instant.ofEpochSecond(in.integer(0, AccessEvent.LAST_SECOND));
    byte[] objectRoot = in.bytesOf(Sha256.SIZE_BYTES);
    int shard = (int) in.integer(0, Integer.MAX_VALUE);
    OptionalInt position = AuditQuestion.position(in);
    byte[] nonce = in.bytesOf(AuditQuestion.NONCE_BYTES);
    Answer answer = answer(in, position);
    in.end();
    if (!signed.verify(key.bytes(), Domain.CUSTODY)) {
      throw new InvalidInputException(
          ErrorCode.FAULT_UNPROVEN, "the custodian's statement was not signed by the key it names");
    }
    return new CustodyStatement(custodian, key, time, objectRoot, shard, position, nonce, answer);
  }

  private static Answer answer(CborReader in, OptionalInt position) {
    int items = in.array(3);
    int kind = (int) in.integer(NOT_HELD, DELETED);
    if (items == 1 && kind == NOT_HELD) {
      return new NotHeld();
    }
    if (items == 2 && kind == DELETED) {
      return new Deleted(in.bytes(DeletionOrder.MAX_BYTES));
    }
    if (items == 2 && kind == DIGEST && position.isEmpty()) {
      return new Digest(in.bytesOf(Sha256.SIZE_BYTES));
    }
    if (items == 3 && kind == HELD && position.isPresent()) {
      byte[] chunk = in.bytes(ChunkProof.MAX_CHUNK_BYTES);
      return new Held(
          new ChunkProof(position.getAsInt(), chunk, in.bytes(ChunkProof.MAX_PATH_BYTES)));
    }
    throw in.refusal("an answer to another question");
  }

  /** Whether it answers just this question about just this manifest. */
  boolean answers(AuditQuestion question, Manifest manifest) {
    return isAbout(manifest)
        && shard == question.shard()
        && position.equals(question.position())
        && Arrays.equals(nonce, question.nonce());
  }

  /** Whether it speaks of just this version of this object, and of a place that exists in it. */
  boolean isAbout(Manifest manifest) {
    return Arrays.equals(objectRoot, manifest.objectRoot())
        && shard < manifest.total()
        && position.orElse(0) <= manifest.chunks();
  }

  /** Whether it says that the custodian has not got the shard. */
  boolean lacks() {
    return answer instanceof NotHeld || answer instanceof Deleted;
  }

  /** Whether it says of a chunk what is not so, which everybody can check who has the manifest. */
  boolean isFalse(Manifest manifest) {
    return isAbout(manifest) && answer instanceof Held held && !held.proof().holds(manifest, shard);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "CustodyStatement[" + key + "]";
  }
}
