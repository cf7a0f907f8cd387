// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static health.habeas.ledger.witness.server.Verdict.UNPROVEN;
import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_UNAVAILABLE;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.AtomicFile;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignatureRequest;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.NoteSignature;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignedNote;
import health.habeas.ledger.proof.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log as a witness knows it: the newest checkpoint that it cosigned, in memory and in a file.
 *
 * <p>Guarantee: comparing with the newest, storing and replacing it is one step, and a cosignature leaves only after it is
 * stored durably. So whatever was cosigned, before and after any crash, is one history. Thread-safe.
 */
final class WitnessedLog {
  private static final Logger LOG = LoggerFactory.getLogger(WitnessedLog.class);

  private final List<NoteKey> keys;
  private final List<Cosigner> cosigners;
  private final Path record;
  private final InstantSource clock;
  private @Nullable SignedCheckpoint newest;

  /**
   * Reads what is remembered.
   *
   * @param keys the log's
   * @param cosigners ours
   * @param record its file, which need not be there
   * @param clock of the cosignatures
   */
  WitnessedLog(List<NoteKey> keys, List<Cosigner> cosigners, Path record, InstantSource clock) {
    this.keys = keys;
    this.cosigners = cosigners;
    this.record = record;
    this.clock = clock;
    this.newest = Files.exists(record) ? read() : null;
  }

  private SignedCheckpoint read() {
    try {
      SignedCheckpoint kept = SignedCheckpoint.parse(Files.readAllBytes(record));
      boolean isOfTheLog = kept.claimed().origin().equals(keys.get(0).name());
      if (isOfTheLog && lastTime(kept).isPresent()) {
        return kept;
      }
    } catch (LedgerException.Integrity e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + record + " can't be read", e);
    }
    throw damaged(null);
  }

  private LedgerException damaged(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.LOG_CORRUPT,
        "the witness's record " + record + " is damaged, or another witness's",
        cause);
  }

  /** The newest checkpoint that was cosigned. */
  synchronized Optional<SignedCheckpoint> newest() {
    return Optional.ofNullable(newest);
  }

  /** Whether it turned up that more was cosigned than is remembered. */
  boolean hasForgotten() {
    return Files.exists(evidence());
  }

  private Path evidence() {
    return record.resolveSibling(record.getFileName() + ".forgotten");
  }

  /** Cosigns a checkpoint that extends the newest one; after the end of the log that end alone. */
  synchronized Verdict add(CosignatureRequest request) {
    Checkpoint claimed = request.checkpoint().claimed();
    if (!isSigned(request.checkpoint().note())) {
      return Verdict.refused(
          HTTP_FORBIDDEN, "the checkpoint is not signed by a key that is trusted for this log");
    }
    if (request.oldSize() > claimed.size()) {
      return Verdict.refused(HTTP_BAD_REQUEST, "the old size is larger than the checkpoint's");
    }
    try {
      return hasForgotten() || isForgotten(request.checkpoint())
          ? Verdict.refused(HTTP_UNAVAILABLE, "the witness has lost its memory of this log")
          : compareAndCosign(request, claimed);
    } catch (IOException e) {
      LOG.error("nothing was cosigned: the file {} can't be written: {}", record, e.toString());
      return Verdict.refused(HTTP_INTERNAL_ERROR, "the witness can't write its record");
    }
  }

  // A note whose line of a trusted key does not verify is malformed, whatever its other lines are.
  private boolean isSigned(SignedNote note) {
    List<NoteKey> present = keys.stream()
        .filter(key -> note.signature(key.name(), key.keyId()).isPresent())
        .toList();
    return !present.isEmpty() && present.stream().allMatch(key -> key.signed(note));
  }

  /** Whether a checkpoint bears our own cosignature and is none that we can have cosigned by what we remember. */
  private boolean isForgotten(SignedCheckpoint head) throws IOException {
    Checkpoint claimed = head.claimed();
    long known = size();
    boolean isBeyond =
        claimed.size() > known || (claimed.size() == known && !claimed.root().equals(root()));
    if (!isBeyond || cosigners.stream().noneMatch(ours -> isCosigned(ours, head))) {
      return false;
    }
    AtomicFile.write(evidence(), head.bytes());
    LOG.error(
        "{}",
        LedgerErrorCode.WITNESS_FORGOT.describe("the checkpoint in " + evidence()
            + " bears this witness's cosignature, and its record is older"));
    return true;
  }

  private static boolean isCosigned(Cosigner ours, SignedCheckpoint head) {
    try {
      return ours.key().cosigned(head).isPresent();
    } catch (LedgerException.Integrity e) {
      return false; // somebody else wrote our name there
    }
  }

  private Verdict compareAndCosign(CosignatureRequest request, Checkpoint claimed)
      throws IOException {
    if (request.oldSize() != size()) {
      return Verdict.conflict(size());
    }
    if (isAfterEnd(claimed)) {
      return Verdict.refused(
          UNPROVEN,
          "the log ended with the checkpoint that was cosigned last, and goes on as another");
    }
    if (claimed.size() == 0 && !claimed.root().equals(TreeHash.empty())) {
      return Verdict.refused(UNPROVEN, "an empty tree has another root");
    }
    if (!request.proof().proves(root(), claimed.root())) {
      return Verdict.refused(
          UNPROVEN,
          "the proof does not lead from the checkpoint that was cosigned last to this one");
    }
    return Verdict.cosigned(cosign(request.checkpoint().note()));
  }

  private boolean isAfterEnd(Checkpoint claimed) {
    return newest()
        .map(SignedCheckpoint::claimed)
        .filter(last -> LogEnd.successor(last).isPresent() && !last.equals(claimed))
        .isPresent();
  }

  private String cosign(SignedNote note) throws IOException {
    List<NoteSignature> verified = keys.stream()
        .flatMap(key -> note.signature(key.name(), key.keyId()).stream())
        .toList();
    SignedCheckpoint cosigned = new SignedCheckpoint(new SignedNote(note.text(), verified));
    Instant time = time();
    for (Cosigner cosigner : cosigners) {
      cosigned = cosigner.cosign(cosigned, time);
    }
    AtomicFile.write(record, cosigned.bytes()); // before the cosignature leaves
    newest = cosigned;
    StringBuilder lines = new StringBuilder();
    cosigned.note().signatures().stream()
        .skip(verified.size())
        .forEach(line -> lines.append(line).append('\n'));
    return lines.toString();
  }

  // A later cosignature says that it saw no larger tree by then; so times never go back.
  private Instant time() {
    Instant now = clock.instant();
    Instant last = newest().flatMap(this::lastTime).orElse(now);
    return now.isAfter(last) ? now : last;
  }

  private Optional<Instant> lastTime(SignedCheckpoint kept) {
    return cosigners.stream()
        .flatMap(cosigner -> cosigner.key().cosigned(kept).stream())
        .max(Instant::compareTo);
  }

  private long size() {
    return newest == null ? 0 : newest.claimed().size();
  }

  private TreeHash root() {
    return newest == null ? TreeHash.empty() : newest.claimed().root();
  }
}
