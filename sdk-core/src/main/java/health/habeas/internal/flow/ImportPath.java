// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.RevocationStatement;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.wire.CborReader;
import health.habeas.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How an exported vault arrives at other custodians and in another ledger. */
final class ImportPath {
  private ImportPath() {}

  /** Fills an empty vault from an archive; may be repeated after a crash until it returns. */
  static ExportPath.Moved importInto(
      Owner owner, Ledger ledger, Replicas replicas, Surroundings around, Path file) {
    try (ArchiveFile.Reader in = new ArchiveFile.Reader(file, owner.keys())) {
      CborReader header = CborReader.of(in.frame(), ErrorCode.ARCHIVE_INVALID);
      header.arrayOf(3);
      if (header.integer() != ArchiveFrames.VERSION) {
        throw header.refusal("an archive of a later version");
      }
      Secret epoch = Secret.owning(header.bytesOf(32));
      List<PageRef> epochs = PageRef.readAll(header);
      header.end();
      try (epoch;
          VaultSession session =
              RecoverPath.open(owner, ledger, replicas, around, Optional.of(epoch))) {
        requireSame(session, epoch, in.id());
        return fill(session, epochs, in);
      }
    } catch (IOException e) {
      throw ArchiveFile.failed(e);
    }
  }

  private static void requireSame(VaultSession session, Secret epoch, byte[] archive) {
    List<JournalEntry> entries = session.journal().entries();
    boolean free = filled(entries).findAny().isEmpty()
        || isHalfImported(entries)
        || (isImportBegun(entries) && isJustImported(entries, archive));
    if (!free || !session.ring().patientEpoch().sameAs(epoch)) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION,
          "these custodians already have another state of this vault");
    }
  }

  /** Whoever was not told that the last entry was kept may ask again: of the same archive, and before anything else happened. */
  private static boolean isJustImported(List<JournalEntry> entries, byte[] archive) {
    return entries.get(entries.size() - 1).event() instanceof VaultEvent.Imported last
        && Arrays.equals(last.archive(), archive);
  }

  /** Only an import begins so: a record that moves, which changes epochs too, was put before. */
  private static boolean isImportBegun(List<JournalEntry> entries) {
    return filled(entries)
        .findFirst()
        .filter(first -> first.event() instanceof VaultEvent.KeysUpdated updated
            && updated.revoked().length == 0
            && updated.handed().isEmpty())
        .isPresent();
  }

  /** What came after the vault was made and met its custodians. */
  private static Stream<JournalEntry> filled(List<JournalEntry> entries) {
    return entries.stream()
        .skip(1)
        .filter(entry -> !(entry.event() instanceof VaultEvent.CustodianKeys));
  }

  /** Whether an import was cut off, which is to be repeated. */
  static boolean isHalfImported(List<JournalEntry> entries) {
    return isImportBegun(entries)
        && entries.stream()
            .noneMatch(entry -> entry.event() instanceof VaultEvent.Imported part && part.isEnd());
  }

  private static ExportPath.Moved fill(
      VaultSession session, List<PageRef> epochs, ArchiveFile.Reader in) throws IOException {
    session.commit(new VaultEvent.KeysUpdated(new byte[0], epochs, List.of()));
    ArchiveFrames frames = new ArchiveFrames(in);
    // Custodians serve what they have, at once: what ended or is forbidden is known to them before
    // the first record.
    if (frames.kind() == ArchiveFrames.DIRECTIVES) {
      DirectivePath.take(session, frames.content());
      frames.next();
    }
    int grants = takeGrants(session, frames);
    for (; frames.kind() == ArchiveFrames.ENDED; frames.next()) {
      takeEnded(session, GrantChain.parse(frames.content()));
    }
    for (; frames.kind() == ArchiveFrames.ENDED_KEY; frames.next()) {
      takeEndedKey(session, frames.content());
    }
    int records = 0;
    while (frames.kind() == ArchiveFrames.RECORD) {
      records += frames.isLarge() ? takeLarge(session, frames) : takeRecords(session, frames);
    }
    grants += takeGrants(session, frames);
    TakenHistory history =
        new TakenHistory(TakenHistory.ENTRY_BYTES, session.state().history(), session::commit);
    for (; frames.kind() == ArchiveFrames.EVIDENCE; frames.next()) {
      DisclosurePath.Evidence.parse(frames.content());
      history.add(frames.content());
    }
    if (frames.kind() != ArchiveFrames.END) {
      throw new InvalidInputException(
          ErrorCode.ARCHIVE_INVALID, "the archive's parts are out of order");
    }
    in.end();
    RevokePath.handOutMissing(session);
    return new ExportPath.Moved(records, grants, history.end(in.id()), 0, 0);
  }

  /** In batches: each is atomic, and a repeated import finds them unchanged. */
  private static int takeRecords(VaultSession session, ArchiveFrames frames) {
    WritePath.Written written = new WritePath(session).put(frames.records(), List.of());
    return written.added() + written.updated() + written.unchanged();
  }

  private static int takeLarge(VaultSession session, ArchiveFrames frames) throws IOException {
    RecordFile file = frames.record();
    frames.next();
    try (InputStream content = new FrameContent(frames)) {
      new WritePath(session).putLarge(content, parts -> same(file, parts));
      return 1;
    } catch (FrameContent.CutOff e) {
      return 0;
    }
  }

  private static RecordFile same(RecordFile file, Parts parts) {
    RecordFile read = RecordFile.large(file.header(), parts, file.author(), file.statement());
    if (!Arrays.equals(read.digest(), file.digest())) {
      throw new InvalidInputException(
          ErrorCode.ARCHIVE_INVALID, "the archive has other content than a record of it lists");
    }
    return read;
  }

  private static int takeGrants(VaultSession session, ArchiveFrames frames) throws IOException {
    int grants = 0;
    for (; frames.kind() == ArchiveFrames.GRANT; frames.next()) {
      takeGrant(session, frames.content());
      grants++;
    }
    return grants;
  }

  private static void takeGrant(VaultSession session, byte[] content) {
    CborReader in = CborReader.of(content, ErrorCode.ARCHIVE_INVALID);
    in.arrayOf(2);
    boolean revoked = in.integer(0, 1) == 1;
    VaultEvent event =
        VaultEvent.read(VaultEvent.GrantIssued.KIND, in.bytes(ArchiveFrames.MAX_BYTES));
    in.end();
    GrantId id = GrantChain.parse(((VaultEvent.GrantIssued) event).chain()).id();
    if (session.state().issued(id).isEmpty()) {
      if (revoked) {
        // First, so that an import which is cut off here leaves no revoked grant that gets keys.
        session.commit(VaultEvent.GrantRevoked.root(id));
      }
      session.commit(event);
    }
    if (revoked) {
      RevokePath.republish(session, id);
    }
  }

  private static void takeEnded(VaultSession session, GrantChain chain) {
    if (session.state().issued(chain.id()).isEmpty()) {
      session.commit(VaultEvent.GrantRevoked.below(chain));
    }
    RevokePath.republish(session, chain.id());
  }

  private static void takeEndedKey(VaultSession session, byte[] content) {
    CborReader in = CborReader.of(content, ErrorCode.ARCHIVE_INVALID);
    in.arrayOf(2);
    RevocationStatement statement = RevocationStatement.parse(in.bytes(ArchiveFrames.MAX_BYTES));
    long size = in.integer(0, Long.MAX_VALUE);
    in.end();
    KeyRevocationPath.republish(session, statement, size);
  }
}
