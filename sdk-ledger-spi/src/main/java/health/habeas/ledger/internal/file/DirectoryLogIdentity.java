// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.MovableLogIdentity;
import health.habeas.ledger.MoveRole;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.LogOrigin;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code log-key} and {@code checkpoint} of a directory; {@code log-key.arriving} as long as a log is on its way here,
 * {@code moved} since it left. Not thread-safe: one per open ledger.
 */
public final class DirectoryLogIdentity implements MovableLogIdentity {
  private final Path directory;
  private final SignerKey signer;
  private @Nullable SignedCheckpoint newest;

  private DirectoryLogIdentity(Path directory, SignerKey signer) {
    this.directory = directory;
    this.signer = signer;
  }

  /**
   * The key and head of a log whose entries are elsewhere.
   *
   * @param directory made if it is not there
   * @param isNew whether the log has no key yet; one is made then
   * @param options the source of a new key, and whether a log moves
   */
  public static DirectoryLogIdentity at(Path directory, boolean isNew, LedgerOptions options) {
    try {
      if (isThere(directory)) {
        return open(directory, options);
      }
      if (!isNew) {
        throw keyMissing(directory);
      }
      AtomicFile.createDirectories(directory);
      return create(directory, options);
    } catch (IOException e) {
      throw FileErrors.opening(directory, e);
    }
  }

  /** Makes a key for a new log, or keeps that of one which moves here. */
  static DirectoryLogIdentity create(Path directory, LedgerOptions options) throws IOException {
    Optional<SignerKey> moving = options.role().arriving();
    SignerKey signer = moving.orElseGet(() -> LogOrigin.freshKey(options.random()));
    KeyFile.write(moving.isPresent() ? arrivingFile(directory) : keyFile(directory), signer);
    return new DirectoryLogIdentity(directory, signer);
  }

  /** Reads key and head of a log that exists, and checks that they belong together. */
  static DirectoryLogIdentity open(Path directory, LedgerOptions options) throws IOException {
    DirectoryLogIdentity identity =
        new DirectoryLogIdentity(directory, KeyFile.read(usable(directory, options.role())));
    options.role().arriving().ifPresent(identity::requireKey);
    if (Files.exists(checkpointFile(directory))) {
      identity.newest = identity.load();
    }
    return identity;
  }

  /** The key file, if the log may be opened here. */
  private static Path usable(Path directory, MoveRole role) {
    boolean hasKey = Files.exists(keyFile(directory));
    if (Files.exists(movedFile(directory)) && !(role.isDeparting() && hasKey)) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.LOG_MOVED, "the log of " + directory + " moved to another place");
    }
    if (!hasKey && role.arriving().isEmpty()) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.MOVE_UNFINISHED, "a log is on its way to " + directory);
    }
    return hasKey ? keyFile(directory) : arrivingFile(directory);
  }

  private void requireKey(SignerKey moving) {
    if (!signer.verifier().equals(moving.verifier())) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.MOVE_REFUSED, "there is another log in " + directory);
    }
  }

  /** Whether a log is or was here. */
  static boolean isThere(Path directory) {
    return Files.exists(keyFile(directory))
        || Files.exists(arrivingFile(directory))
        || Files.exists(movedFile(directory));
  }

  static Path keyFile(Path directory) {
    return directory.resolve("log-key");
  }

  private static Path arrivingFile(Path directory) {
    return directory.resolve("log-key.arriving");
  }

  private static Path movedFile(Path directory) {
    return directory.resolve("moved");
  }

  private static Path checkpointFile(Path directory) {
    return directory.resolve("checkpoint");
  }

  private SignedCheckpoint load() throws IOException {
    try {
      SignedCheckpoint head = SignedCheckpoint.parse(Files.readAllBytes(checkpointFile(directory)));
      if (signer.verifier().signed(head.note())) {
        return head;
      }
    } catch (LedgerException.Integrity e) {
      throw headDamaged(e);
    }
    throw headDamaged(null);
  }

  @Override
  public SignerKey signer() {
    return signer;
  }

  @Override
  public Optional<SignedCheckpoint> newest() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void store(SignedCheckpoint head) {
    try {
      AtomicFile.write(checkpointFile(directory), head.bytes());
    } catch (IOException e) {
      throw FileErrors.writing(checkpointFile(directory), e);
    }
    newest = head;
  }

  @Override
  public boolean isArriving() {
    return !Files.exists(keyFile(directory));
  }

  @Override
  public void adopt() {
    step(() -> {
      KeyFile.write(keyFile(directory), signer);
      AtomicFile.delete(arrivingFile(directory));
    });
  }

  @Override
  public Optional<String> retiredTo() {
    try {
      return Files.exists(movedFile(directory))
          ? Optional.of(Files.readString(movedFile(directory)).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw FileErrors.opening(directory, e);
    }
  }

  @Override
  public void retire(String place) {
    byte[] line = (place + '\n').getBytes(StandardCharsets.UTF_8);
    step(() -> AtomicFile.write(movedFile(directory), line));
  }

  @Override
  public void forget() {
    step(() -> AtomicFile.delete(keyFile(directory)));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void step(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw FileErrors.writing(directory, e);
    }
  }

  static LedgerException keyMissing(Path directory) {
    return new LedgerException.Integrity(
        LedgerErrorCode.KEY_INVALID, "the key file " + keyFile(directory) + " is missing");
  }

  private LedgerException headDamaged(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.LOG_CORRUPT,
        "the signed head in " + checkpointFile(directory) + " is damaged",
        cause);
  }
}
