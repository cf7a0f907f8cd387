// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.LogOrigin;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files {@code log-key} and {@code checkpoint} of a directory. Not thread-safe: one per open ledger. */
public final class DirectoryLogIdentity implements LogIdentity {
  private final SignerKey signer;
  private final Path checkpointFile;
  private @Nullable SignedCheckpoint newest;

  private DirectoryLogIdentity(SignerKey signer, Path checkpointFile) {
    this.signer = signer;
    this.checkpointFile = checkpointFile;
  }

  /**
   * The key and head of a log whose entries are elsewhere.
   *
   * @param directory made if it is not there
   * @param isNew whether the log has no key yet; one is made then
   * @param random the source of a new key
   */
  public static DirectoryLogIdentity at(Path directory, boolean isNew, SecureRandom random) {
    try {
      if (Files.exists(keyFile(directory))) {
        return open(directory);
      }
      if (!isNew) {
        throw keyMissing(directory);
      }
      Files.createDirectories(directory);
      return create(directory, random);
    } catch (IOException e) {
      throw FileErrors.opening(directory, e);
    }
  }

  /** Makes a key for a new log. */
  static DirectoryLogIdentity create(Path directory, SecureRandom random) throws IOException {
    SignerKey signer = SignerKey.generate(LogOrigin.fresh(random), random);
    KeyFile.write(keyFile(directory), signer);
    return new DirectoryLogIdentity(signer, checkpointFile(directory));
  }

  /** Reads key and head of a log that exists, and checks that they belong together. */
  static DirectoryLogIdentity open(Path directory) throws IOException {
    DirectoryLogIdentity identity =
        new DirectoryLogIdentity(KeyFile.read(keyFile(directory)), checkpointFile(directory));
    if (Files.exists(identity.checkpointFile)) {
      identity.newest = identity.load();
    }
    return identity;
  }

  static Path keyFile(Path directory) {
    return directory.resolve("log-key");
  }

  private static Path checkpointFile(Path directory) {
    return directory.resolve("checkpoint");
  }

  private SignedCheckpoint load() throws IOException {
    try {
      SignedCheckpoint head = SignedCheckpoint.parse(Files.readAllBytes(checkpointFile));
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
      AtomicFile.write(checkpointFile, head.bytes());
    } catch (IOException e) {
      throw FileErrors.writing(checkpointFile, e);
    }
    newest = head;
  }

  static LedgerException keyMissing(Path directory) {
    return new LedgerException.Integrity(
        LedgerErrorCode.KEY_INVALID, "the key file " + keyFile(directory) + " is missing");
  }

  private LedgerException headDamaged(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.LOG_CORRUPT, "the signed head in " + checkpointFile + " is damaged", cause);
  }
}
