// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Proofs against the definition of the tree, written down once more as plain recursion. */
class ProofLawsTest {
  private static final int SIZES = 70;
  private static final List<TreeHash> LEAVES = leaves();
  private static final MerkleTree TREE = tree();

  private static List<TreeHash> leaves() {
    List<TreeHash> leaves = new ArrayList<>();
    for (int i = 0; i < SIZES; i++) {
      leaves.add(TreeHash.leaf(ByteBuffer.allocate(4).putInt(i).array()));
    }
    return leaves;
  }

  private static MerkleTree tree() {
    MerkleTree tree = new MerkleTree();
    LEAVES.forEach(tree::add);
    return tree;
  }

  // RFC 9162, section 2.1.1, word for word
  private static TreeHash root(List<TreeHash> leaves) {
    if (leaves.isEmpty()) {
      return TreeHash.empty();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = 1;
    while (k * 2 < leaves.size()) {
      k *= 2;
    }
    return TreeHash.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
  }

  @Test
  void everyLeafIsProvenInEverySizeAndNowhereElse() {
    for (int size = 1; size <= SIZES; size++) {
      TreeHash root = root(LEAVES.subList(0, size));
      assertThat(TREE.root(size)).isEqualTo(root);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = TREE.inclusion(index, size);
        assertThat(proof.proves(LEAVES.get(index), root)).isTrue();
        assertThat(proof.proves(LEAVES.get((index + 1) % SIZES), root)).isFalse();
        if (size < SIZES) {
          TreeHash later = TREE.root(size + 1);
          assertThat(proof.proves(LEAVES.get(index), later)).isFalse();
          InclusionProof stretched = new InclusionProof(index, size + 1, proof.path());
          assertThat(stretched.proves(LEAVES.get(index), later)).isFalse();
        }
      }
    }
  }

  @Test
  void everySizeIsProvenAPrefixOfEveryLaterOne() {
    for (int to = 0; to <= SIZES; to++) {
      for (int from = 0; from <= to; from++) {
        ConsistencyProof proof = TREE.consistency(from, to);
        assertThat(proof.proves(TREE.root(from), TREE.root(to))).isTrue();
        if (from > 0 && from < to) {
          assertThat(proof.proves(TREE.root(from - 1), TREE.root(to))).isFalse();
          assertThat(proof.proves(TREE.root(from), TREE.root(to - 1))).isFalse();
        }
      }
    }
  }

  @Property
  void anInclusionProofWithOneChangeProvesNothing(
      @ForAll @IntRange(min = 2, max = SIZES) int size,
      @ForAll @IntRange(max = SIZES - 1) int anyIndex,
      @ForAll @IntRange(max = 6) int anyPlace,
      @ForAll @IntRange(max = 255) int bit) {
    int index = anyIndex % size;
    InclusionProof proof = TREE.inclusion(index, size);
    TreeHash leaf = LEAVES.get(index);
    TreeHash root = TREE.root(size);
    int place = anyPlace % proof.path().size();

    assertThat(
            new InclusionProof(index, size, flipped(proof.path(), place, bit)).proves(leaf, root))
        .isFalse();
    assertThat(new InclusionProof(index, size, without(proof.path(), place)).proves(leaf, root))
        .isFalse();
    assertThat(new InclusionProof(index, size, twice(proof.path(), place)).proves(leaf, root))
        .isFalse();
    assertThat(new InclusionProof(index ^ 1, size, proof.path()).proves(leaf, root))
        .isFalse();
    assertThat(new InclusionProof(-1, size, proof.path()).proves(leaf, root)).isFalse();
    assertThat(new InclusionProof(size, size, proof.path()).proves(leaf, root)).isFalse();
  }

  @Property
  void aConsistencyProofWithOneChangeProvesNothing(
      @ForAll @IntRange(min = 2, max = SIZES) int to,
      @ForAll @IntRange(max = SIZES) int anyFrom,
      @ForAll @IntRange(max = 6) int anyPlace,
      @ForAll @IntRange(max = 255) int bit) {
    int from = 1 + anyFrom % (to - 1);
    ConsistencyProof proof = TREE.consistency(from, to);
    TreeHash older = TREE.root(from);
    TreeHash newer = TREE.root(to);
    int place = anyPlace % proof.path().size();

    assertThat(
            new ConsistencyProof(from, to, flipped(proof.path(), place, bit)).proves(older, newer))
        .isFalse();
    assertThat(new ConsistencyProof(from, to, without(proof.path(), place)).proves(older, newer))
        .isFalse();
    assertThat(new ConsistencyProof(from, to, twice(proof.path(), place)).proves(older, newer))
        .isFalse();
    assertThat(new ConsistencyProof(to, from, proof.path()).proves(newer, older))
        .isFalse();
    assertThat(new ConsistencyProof(-1, to, proof.path()).proves(older, newer)).isFalse();
    assertThat(new ConsistencyProof(0, to, proof.path()).proves(TreeHash.empty(), newer))
        .isFalse();
    assertThat(new ConsistencyProof(to, to, proof.path()).proves(newer, newer)).isFalse();
  }

  private static List<TreeHash> flipped(List<TreeHash> path, int place, int bit) {
    byte[] bytes = path.get(place).bytes();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    List<TreeHash> changed = new ArrayList<>(path);
    changed.set(place, TreeHash.of(bytes));
    return changed;
  }

  private static List<TreeHash> without(List<TreeHash> path, int place) {
    List<TreeHash> changed = new ArrayList<>(path);
    changed.remove(place);
    return changed;
  }

  private static List<TreeHash> twice(List<TreeHash> path, int place) {
    List<TreeHash> changed = new ArrayList<>(path);
    changed.add(place, path.get(place));
    return changed;
  }
}
