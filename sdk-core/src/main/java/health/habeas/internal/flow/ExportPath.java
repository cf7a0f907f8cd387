// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.HabeasException;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.EndedKey;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.wire.CborWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a vault leaves: everything into one sealed file. Keys and grants stay what they are, so every grant id and every
 * decision is kept (L55); the ledger's proofs come along.
 */
public final class ExportPath {
  private ExportPath() {}

  /**
   * How much an archive has.
   *
   * @param records records
   * @param grants grants, revoked ones included
   * @param disclosures accesses with their proofs
   * @param missing records that could not be read and are not in the archive (L58)
   * @param unreadablePages pages of slots that no custodian has whole; the records on them are not in the archive either
   */
  public record Moved(int records, int grants, int disclosures, int missing, int unreadablePages) {}

  static Moved export(VaultSession session, Path file) {
    session.settle();
    // What ended in this ledger, or was to end, must not live in another one.
    RevokePath.takeRenounced(session);
    RevokePath.endBroken(session);
    RevokePath.takeEndedBelow(session);
    RevokePath.resumeBeforeMove(session);
    KeyRevocationPath.exchange(session);
    try (ArchiveFile.Writer out =
            new ArchiveFile.Writer(file, session.keys(), session.around().random());
        RecordReader reader = session.reader(new Faults())) {
      out.frame(header(session));
      // What ended or is forbidden is so before the new custodians have anything to serve.
      Optional<byte[]> directives = session.state().directives();
      if (directives.isPresent()) {
        out.frame(ArchiveFrames.frame(ArchiveFrames.DIRECTIVES, directives.get()));
      }
      writeGrants(session, out, true);
      for (Issued ended : session.state().endedBelow()) {
        out.frame(ArchiveFrames.frame(ArchiveFrames.ENDED, ended.chain().bytes()));
      }
      long size = session.ledger().head().claimed().size();
      for (EndedKey ended : session.state().endedKeys()) {
        byte[] statement = ended.statement().bytes();
        out.frame(ArchiveFrames.frame(
            ArchiveFrames.ENDED_KEY,
            new CborWriter().array(2).bytes(statement).integer(size).toBytes()));
      }
      int records = 0;
      int missing = 0;
      try (OwnRecords own = new OwnRecords(session, reader, session.directory().all())) {
        while (own.hasNext()) {
          Optional<RecordFile> record = own.next();
          boolean written = record.isPresent() && write(session, reader, record.get(), out);
          records += written ? 1 : 0;
          missing += written ? 0 : 1;
        }
      }
      writeGrants(session, out, false);
      List<DisclosurePath.Evidence> evidence = DisclosurePath.all(session);
      for (DisclosurePath.Evidence each : evidence) {
        out.frame(ArchiveFrames.frame(ArchiveFrames.EVIDENCE, each.bytes()));
      }
      out.frame(ArchiveFrames.frame(ArchiveFrames.END, new byte[0]));
      out.finish();
      return new Moved(
          records,
          session.state().grants().size(),
          evidence.size(),
          missing,
          session.directory().unreadablePages());
    } catch (IOException e) {
      throw ArchiveFile.failed(e);
    }
  }

  private static boolean write(
      VaultSession session, RecordReader reader, RecordFile file, ArchiveFile.Writer out)
      throws IOException {
    out.frame(ArchiveFrames.frame(ArchiveFrames.RECORD, file.bytes()));
    if (file.parts().isEmpty()) {
      return true;
    }
    Directory.Found place = session.directory().find(file.header().id()).orElseThrow();
    try (Locator locator = place.locate(session.ring()).orElseThrow()) {
      return writeContent(reader.content(file, locator), out);
    }
  }

  private static boolean writeContent(ContentReader content, ArchiveFile.Writer out)
      throws IOException {
    try (content) {
      ByteBuffer part = ByteBuffer.allocate(PartSealing.MAX_BYTES);
      for (long at = 0; at < content.sizeBytes(); at += part.limit()) {
        content.read(at, part.clear());
        out.frame(ArchiveFrames.frame(
            ArchiveFrames.CONTENT, Arrays.copyOf(part.array(), part.flip().limit())));
      }
      return true;
    } catch (HabeasException e) {
      // It is counted; the importer forgets what it got of it.
      out.frame(ArchiveFrames.frame(ArchiveFrames.CUT, new byte[0]));
      return false;
    }
  }

  private static void writeGrants(VaultSession session, ArchiveFile.Writer out, boolean revoked)
      throws IOException {
    for (Issued grant : session.state().grants()) {
      if (grant.revoked() == revoked) {
        out.frame(ArchiveFrames.frame(ArchiveFrames.GRANT, grantFrame(grant)));
      }
    }
  }

  private static byte[] header(VaultSession session) {
    CborWriter out = new CborWriter().array(3).integer(ArchiveFrames.VERSION);
    out.bytes(session.ring().patientEpoch().bytes(SECRET_ACCESS));
    List<PageRef> epochs = new ArrayList<>();
    SortedMap<CompartmentId, Integer> safe = session.state().safeEpochs();
    // A fenced issuer's later grants end with the move, and nobody is there to rotate after them.
    KeyRevocationPath.endedByMove(session)
        .forEach(c -> safe.put(c, session.state().generations().epoch(c) + 1));
    safe.forEach((c, epoch) -> epochs.add(new PageRef(c, epoch, 0)));
    PageRef.writeAll(out, epochs);
    return out.toBytes();
  }

  private static byte[] grantFrame(Issued grant) {
    VaultEvent.GrantIssued event = new VaultEvent.GrantIssued(
        grant.chain().bytes(),
        grant.holder().bytes(),
        grant.keybox().stream()
            .map(g -> new PageRef(g.compartment(), g.epoch(), 0))
            .toList());
    return new CborWriter()
        .array(2)
        .integer(grant.revoked() ? 1 : 0)
        .bytes(event.body())
        .toBytes();
  }
}
