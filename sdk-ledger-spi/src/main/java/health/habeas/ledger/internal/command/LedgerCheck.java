// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.FileErrors;
import health.habeas.ledger.internal.file.JournalCheck;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.MerkleFrontier;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A {@code file:} ledger's directory: its journal, its newest head, and the tiles that it publishes. One thread at a time. */
final class LedgerCheck implements JournalCheck.Findings {
  private static final String JOURNAL = "journal";
  private static final String CHECKPOINT = "checkpoint";
  private static final String TILES = "tiles";

  private final FsckOptions options;
  private final Path directory;
  private final FsckReport report;
  private final MerkleFrontier tree = new MerkleFrontier();
  private final Optional<SignedCheckpoint> head;
  private final Optional<SignedCheckpoint> published;
  private final Extension extension;
  private final Map<Long, TreeHash> roots = new HashMap<>(); // at the sizes that are asked for
  private long damages;
  private long states;

  private LedgerCheck(FsckOptions options, Path directory, FsckReport report) {
    this.options = options;
    this.directory = directory;
    this.report = report;
    this.head = head();
    this.published = publishedHead();
    this.extension = new Extension(options, report);
    extension.sizes().forEach(size -> roots.put(size, TreeHash.empty()));
    Stream.concat(head.stream(), published.stream())
        .forEach(signed -> roots.put(signed.claimed().size(), TreeHash.empty()));
  }

  static boolean isLedger(Path place) {
    return Files.exists(place.resolve(JOURNAL));
  }

  /** Says under which head all was checked. */
  static String run(FsckOptions options, Path directory, FsckReport report) throws IOException {
    return new LedgerCheck(options, directory, report).run();
  }

  private String run() throws IOException {
    Path file = directory.resolve(JOURNAL);
    if (log().key() instanceof VerifierKey key) {
      JournalCheck.run(file, key, this);
      report.entries(tree.size());
      head.ifPresent(signed -> compare(CHECKPOINT, signed.claimed()));
      published.ifPresent(signed -> compare(TILES + '/' + CHECKPOINT, signed.claimed()));
      if (damages == 0) {
        extension.check(JOURNAL, tree.size(), head, history(file, key));
        states(file, key);
      } else if (states > 0 || extension.sizes().findAny().isPresent()) {
        report.note("with the damage, the journal can't be held against other heads, nor its"
            + " states of the log's maps against its entries");
      }
    }
    Path tiles = directory.resolve(TILES);
    if (Files.isDirectory(tiles)) {
      report.within(TILES);
      published(new TileDirectory(tiles));
    }
    return head.map(signed -> signed.claimed().size() + " of them under the head of "
            + signed.claimed().origin())
        .orElse("under no head");
  }

  private TrustPolicy.Log log() {
    return options.log(head.map(signed -> signed.claimed().origin()).orElse(""));
  }

  private Optional<SignedCheckpoint> head() {
    try {
      Optional<SignedCheckpoint> shown =
          new TileDirectory(directory).checkpoint().map(SignedCheckpoint::parse);
      // The quorum counts for what is published; the log's own copy may be ahead of its witnesses.
      shown.ifPresent(options::requireSigned);
      if (shown.isEmpty()) {
        report.fault(CHECKPOINT, "missing");
      }
      return shown;
    } catch (LedgerException e) {
      report.fault(CHECKPOINT, e);
      return Optional.empty();
    }
  }

  /** The head of the tiles, which the journal must have, too. What is wrong with it is told where the tiles are checked. */
  private Optional<SignedCheckpoint> publishedHead() {
    try {
      Optional<SignedCheckpoint> shown =
          new TileDirectory(directory.resolve(TILES)).checkpoint().map(SignedCheckpoint::parse);
      shown.ifPresent(options::requireSigned);
      return shown;
    } catch (LedgerException e) {
      return Optional.empty();
    }
  }

  private void compare(String place, Checkpoint claimed) {
    if (damages == 0 && tree.size() < claimed.size()) {
      report.fault(
          place,
          "of " + claimed.size() + " entries, and the journal has " + tree.size()
              + ": its end is missing, or it is an older copy");
    } else if (damages == 0 && !claimed.root().equals(rootAt(claimed.size()))) {
      report.fault(
          JOURNAL,
          "its first " + claimed.size() + " entries don't make the root of " + place
              + ", which the log signed");
    }
  }

  /** The journal's tree; its hashes are read again and held in memory only where they are to prove something. */
  private Extension.History history(Path file, VerifierKey key) {
    return new Extension.History() {
      @Override
      public TreeHash root(long size) {
        return rootAt(size);
      }

      @Override
      public ConsistencyProof consistency(long from, long to) {
        MerkleTree leaves = new MerkleTree();
        again(file, key, entry -> leaves.add(TreeHash.leaf(entry)));
        return leaves.consistency(from, to);
      }
    };
  }

  private TreeHash rootAt(long size) {
    return Objects.requireNonNull(roots.get(size));
  }

  private void states(Path file, VerifierKey key) {
    if (states > 0) {
      StateCheck replay = new StateCheck(options, key.name(), report);
      try {
        again(file, key, replay::accept);
      } catch (LedgerException e) {
        report.fault(JOURNAL, e);
      }
      replay.end();
    }
  }

  /** Reads once more what was found sound, and nothing that was appended since. */
  private void again(Path file, VerifierKey key, Consumer<byte[]> entries) {
    try {
      JournalCheck.run(file, key, new Sound(entries, tree.size()));
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  // What can't be read there leaves what was found in the journal. It may lag behind the journal,
  // which extends what it must.
  private void published(TileDirectory tiles) {
    try {
      new LogCheck(options, tiles, Optional.empty(), report).run();
      long behind =
          tree.size() - published.map(shown -> shown.claimed().size()).orElse(tree.size());
      if (behind > 0) {
        report.note(
            "the tiles are " + behind + " entries behind the journal: they follow its heads,"
                + " or those that witnesses cosigned");
      }
    } catch (LedgerException e) {
      report.fault(CHECKPOINT, e);
    }
  }

  @Override
  public void damaged(long from, String what) {
    damages++;
    report.fault(JOURNAL + ", byte " + from, what);
  }

  @Override
  public void incomplete(long from) {
    report.note(
        JOURNAL + ", byte " + from + ": a record that is incomplete, and was never acknowledged");
  }

  @Override
  public void entry(byte[] entry) {
    tree.add(TreeHash.leaf(entry));
    if (roots.containsKey(tree.size())) {
      roots.put(tree.size(), tree.root());
    }
    if (StateCheck.isState(entry)) {
      states++;
    }
  }

  /** The first entries of a journal that was found sound. */
  private static final class Sound implements JournalCheck.Findings {
    private final Consumer<byte[]> entries;
    private long left;

    Sound(Consumer<byte[]> entries, long count) {
      this.entries = entries;
      this.left = count;
    }

    @Override
    public void damaged(long from, String what) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT, "the journal changed while it was read, at byte " + from);
    }

    @Override
    public void incomplete(long from) {
      // told already
    }

    @Override
    public void entry(byte[] entry) {
      if (left > 0) {
        left--;
        entries.accept(entry);
      }
    }
  }
}
