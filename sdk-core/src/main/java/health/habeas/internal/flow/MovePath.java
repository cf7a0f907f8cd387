// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.RevocationStatement;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.EndedKey;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a vault moves: everything into one sealed file, and out of it into other custodians and another ledger. Keys and
 * grants stay what they are, so every grant id and every decision is kept (L55); the old ledger's proofs come along.
 */
public final class MovePath {
  private static final int VERSION = 1;
  private static final int RECORD = 1;
  private static final int GRANT = 2;
  private static final int EVIDENCE = 3;
  private static final int END = 4;
  private static final int DIRECTIVES = 5;
  private static final int ENDED = 6;
  private static final int ENDED_KEY = 7;
  private static final int CONTENT = 8;
  private static final int CUT = 9;
  private static final int MAX_BYTES = 128 << 20;

  private MovePath() {}

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
        out.frame(frame(DIRECTIVES, directives.get()));
      }
      writeGrants(session, out, true);
      for (Issued ended : session.state().endedBelow()) {
        out.frame(frame(ENDED, ended.chain().bytes()));
      }
      long size = session.ledger().head().claimed().size();
      for (EndedKey ended : session.state().endedKeys()) {
        byte[] statement = ended.statement().bytes();
        out.frame(frame(
            ENDED_KEY, new CborWriter().array(2).bytes(statement).integer(size).toBytes()));
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
        out.frame(frame(EVIDENCE, each.bytes()));
      }
      out.frame(frame(END, new byte[0]));
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
    out.frame(frame(RECORD, file.bytes()));
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
        out.frame(frame(CONTENT, Arrays.copyOf(part.array(), part.flip().limit())));
      }
      return true;
    } catch (HabeasException e) {
      // It is counted; the importer forgets what it got of it.
      out.frame(frame(CUT, new byte[0]));
      return false;
    }
  }

  private static void writeGrants(VaultSession session, ArchiveFile.Writer out, boolean revoked)
      throws IOException {
    for (Issued grant : session.state().grants()) {
      if (grant.revoked() == revoked) {
        out.frame(frame(GRANT, grantFrame(grant)));
      }
    }
  }

  /** One of the patient's own records; empty if it can't be rebuilt. */
  static Optional<RecordFile> read(
      VaultSession session, RecordReader reader, Directory.Found found) {
    return found.locate(session.ring()).flatMap(locator -> {
      try (locator) {
        return reader.record(found.entry().slot(), locator);
      }
    });
  }

  /** Fills an empty vault from an archive; may be repeated after a crash until it returns. */
  static Moved importInto(
      Owner owner, Ledger ledger, Replicas replicas, Surroundings around, Path file) {
    try (ArchiveFile.Reader in = new ArchiveFile.Reader(file, owner.keys())) {
      CborReader header = CborReader.of(in.frame(), ErrorCode.ARCHIVE_INVALID);
      header.arrayOf(3);
      if (header.integer() != VERSION) {
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
    boolean free = entries.size() == 1
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
    return entries.size() > 1
        && entries.get(1).event() instanceof VaultEvent.KeysUpdated updated
        && updated.revoked().length == 0
        && updated.handed().isEmpty();
  }

  /** Whether an import was cut off, which is to be repeated. */
  static boolean isHalfImported(List<JournalEntry> entries) {
    return isImportBegun(entries)
        && entries.stream()
            .noneMatch(entry -> entry.event() instanceof VaultEvent.Imported part && part.isEnd());
  }

  private static Moved fill(VaultSession session, List<PageRef> epochs, ArchiveFile.Reader in)
      throws IOException {
    session.commit(new VaultEvent.KeysUpdated(new byte[0], epochs, List.of()));
    Frames frames = new Frames(in);
    // Custodians serve what they have, at once: what ended or is forbidden is known to them before
    // the first record.
    if (frames.kind == DIRECTIVES) {
      DirectivePath.take(session, frames.content);
      frames.next();
    }
    int grants = takeGrants(session, frames);
    for (; frames.kind == ENDED; frames.next()) {
      takeEnded(session, GrantChain.parse(frames.content));
    }
    for (; frames.kind == ENDED_KEY; frames.next()) {
      takeEndedKey(session, frames.content);
    }
    int records = 0;
    while (frames.kind == RECORD) {
      records += frames.isLarge() ? takeLarge(session, frames) : takeRecords(session, frames);
    }
    grants += takeGrants(session, frames);
    TakenHistory history =
        new TakenHistory(TakenHistory.ENTRY_BYTES, session.state().history(), session::commit);
    for (; frames.kind == EVIDENCE; frames.next()) {
      DisclosurePath.Evidence.parse(frames.content);
      history.add(frames.content);
    }
    if (frames.kind != END) {
      throw new InvalidInputException(
          ErrorCode.ARCHIVE_INVALID, "the archive's parts are out of order");
    }
    in.end();
    RevokePath.handOutMissing(session);
    return new Moved(records, grants, history.end(in.id()), 0, 0);
  }

  /** In batches: each is atomic, and a repeated import finds them unchanged. */
  private static int takeRecords(VaultSession session, Frames frames) {
    WritePath.Written written = new WritePath(session).put(frames.records(), List.of());
    return written.added() + written.updated() + written.unchanged();
  }

  private static int takeLarge(VaultSession session, Frames frames) throws IOException {
    RecordFile file = frames.record();
    frames.next();
    try (InputStream content = new FrameContent(frames)) {
      new WritePath(session).putLarge(content, parts -> same(file, parts));
      return 1;
    } catch (CutOff e) {
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

  private static int takeGrants(VaultSession session, Frames frames) throws IOException {
    int grants = 0;
    for (; frames.kind == GRANT; frames.next()) {
      takeGrant(session, frames.content);
      grants++;
    }
    return grants;
  }

  private static void takeGrant(VaultSession session, byte[] content) {
    CborReader in = CborReader.of(content, ErrorCode.ARCHIVE_INVALID);
    in.arrayOf(2);
    boolean revoked = in.integer(0, 1) == 1;
    VaultEvent event = VaultEvent.read(VaultEvent.GrantIssued.KIND, in.bytes(MAX_BYTES));
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
    RevocationStatement statement = RevocationStatement.parse(in.bytes(MAX_BYTES));
    long size = in.integer(0, Long.MAX_VALUE);
    in.end();
    KeyRevocationPath.republish(session, statement, size);
  }

  private static byte[] header(VaultSession session) {
    CborWriter out = new CborWriter().array(3).integer(VERSION);
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

  private static byte[] frame(int kind, byte[] content) {
    return new CborWriter().array(2).integer(kind).bytes(content).toBytes();
  }

  /** The exporter could not read the rest of a large record. */
  private static final class CutOff extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The content of a large record, out of the frames that follow it. */
  private static final class FrameContent extends InputStream {
    private final Frames frames;
    private ByteBuffer part = ByteBuffer.allocate(0);

    FrameContent(Frames frames) {
      this.frames = frames;
    }

    @Override
    public int read() throws IOException {
      return isThereMore() ? part.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0 || !isThereMore()) {
        return length == 0 ? 0 : -1;
      }
      int count = Math.min(length, part.remaining());
      part.get(target, offset, count);
      return count;
    }

    private boolean isThereMore() throws IOException {
      while (!part.hasRemaining() && frames.kind == CONTENT) {
        part = ByteBuffer.wrap(frames.content);
        frames.next();
      }
      if (!part.hasRemaining() && frames.kind == CUT) {
        frames.next();
        throw new CutOff();
      }
      return part.hasRemaining();
    }
  }

  /** The frames after the header, one at a time. */
  private static final class Frames {
    private static final int BATCH = 1000;

    private final ArchiveFile.Reader in;
    private int kind;
    private byte[] content = new byte[0];
    private @Nullable RecordFile record;

    Frames(ArchiveFile.Reader in) throws IOException {
      this.in = in;
      next();
    }

    void next() throws IOException {
      CborReader frame = CborReader.of(in.frame(), ErrorCode.ARCHIVE_INVALID);
      frame.arrayOf(2);
      kind = (int) frame.integer(RECORD, CUT);
      content = frame.bytes(MAX_BYTES);
      frame.end();
      record = kind == RECORD ? RecordFile.parse(content) : null;
    }

    /** The next batch of records. */
    Iterator<RecordFile> records() {
      return new Iterator<>() {
        private int left = BATCH;

        @Override
        public boolean hasNext() {
          return left > 0 && kind == RECORD && !isLarge();
        }

        @Override
        public RecordFile next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          left--;
          return take();
        }
      };
    }

    boolean isLarge() {
      return record().parts().isPresent();
    }

    RecordFile record() {
      return Objects.requireNonNull(record, "only at the frame of a record");
    }

    private RecordFile take() {
      try {
        RecordFile file = record();
        next();
        return file;
      } catch (IOException e) {
        throw ArchiveFile.failed(e);
      }
    }
  }
}
