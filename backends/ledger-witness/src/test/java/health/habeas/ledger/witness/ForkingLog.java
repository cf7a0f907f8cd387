// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignatureRequest;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A log that tells several stories, alike up to some entry, and signs all of them. */
public final class ForkingLog {
  private final SignerKey key;
  private final long common;
  private final List<MerkleTree> stories = new ArrayList<>();
  private final List<List<byte[]>> entries = new ArrayList<>();

  /**
   * All stories at once.
   *
   * @param origin the log's
   * @param size of each story
   * @param common how many entries they share
   * @param stories how many
   */
  public ForkingLog(String origin, int size, int common, int stories) {
    this.key = SignerKey.generate(origin, new SecureRandom());
    this.common = common;
    for (int story = 0; story < stories; story++) {
      MerkleTree tree = new MerkleTree();
      List<byte[]> told = new ArrayList<>();
      for (int entry = 0; entry < size; entry++) {
        String text = entry < common ? "entry " + entry : "story " + story + ", entry " + entry;
        told.add(text.getBytes(StandardCharsets.UTF_8));
        tree.add(TreeHash.leaf(told.get(entry)));
      }
      this.stories.add(tree);
      entries.add(told);
    }
  }

  public SignerKey key() {
    return key;
  }

  public SignedCheckpoint head(int story, long size) {
    TreeHash root = stories.get(story).root(size);
    return new SignedCheckpoint(
        key.sign(Checkpoint.of(key.verifier().name(), size, root).text()));
  }

  /** The honest request for one story, if the witness is at a size of it. */
  public CosignatureRequest request(int story, long from, long to) {
    return new CosignatureRequest(
        from, stories.get(story).consistency(from, to).path(), head(story, to));
  }

  public MerkleTree story(int story) {
    return stories.get(story);
  }

  /** The first story in which the checkpoint stands, or -1; what all stories share is in story 0. */
  public int storyOf(Checkpoint head) {
    for (int story = 0; story < stories.size(); story++) {
      if (stories.get(story).root(head.size()).equals(head.root())) {
        return story;
      }
    }
    return -1;
  }

  public long common() {
    return common;
  }

  public long size() {
    return stories.get(0).size();
  }

  /** Adds what a log publishes when it grows, into a directory of tiles. */
  public void publish(int story, long from, long to, Path directory) {
    TileDirectory files = new TileDirectory(directory);
    TilePath.added(from, to).forEach(path -> files.write(path, bytes(story, path)));
    files.writeCheckpoint(head(story, to).bytes());
  }

  /** The bytes of a tile or bundle. */
  public byte[] bytes(int story, TilePath path) {
    int first = Math.toIntExact(path.index() * TilePath.FULL);
    return path.isEntries()
        ? EntryBundle.of(entries.get(story).subList(first, first + path.width()))
            .bytes()
        : stories.get(story).tile(path).bytes();
  }

  /** As a line of a policy. */
  public String policyLine() {
    return "log " + key.verifier() + "\n";
  }
}
