// SPDX-License-Identifier: Apache-2.0
package health.habeas.unlinkable;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Three entries, the first two of one patient, the third of another: an observer is shown the first, and the others in any
 * order, and says which is the same patient's.
 */
record Question(Seen one, Seen same, Seen other) {
  /** What the log shows of an entry: its bytes and its place. */
  record Seen(int patient, int position, Entry entry) {}

  private static final int BYTES = 2 * EntryId.SIZE_BYTES; // of an ordinary entry

  /**
   * A question for each entry that has a companion.
   *
   * @param asked the first of each question
   * @param entries where the others come from: one batch, or the whole log
   */
  static List<Question> about(List<Seen> asked, List<Seen> entries, Random random) {
    List<Question> questions = new ArrayList<>();
    for (Seen one : asked) {
      List<Seen> same = entries.stream()
          .filter(each -> each.patient() == one.patient() && each.position() != one.position())
          .toList();
      List<Seen> others =
          entries.stream().filter(each -> each.patient() != one.patient()).toList();
      if (!same.isEmpty() && !others.isEmpty()) {
        questions.add(new Question(one, any(same, random), any(others, random)));
      }
    }
    return questions;
  }

  private static Seen any(List<Seen> entries, Random random) {
    return entries.get(random.nextInt(entries.size()));
  }

  /** How near in the log the same patient's is, and how near the other's. */
  double nearness() {
    return Math.abs(one.position() - other.position()) - Math.abs(one.position() - same.position());
  }

  /** How two entries differ, byte by byte and in sum, and how far apart they are: of the same less of the other. */
  double[] features() {
    double[] mine = features(same);
    double[] theirs = features(other);
    for (int i = 0; i < mine.length; i++) {
      mine[i] -= theirs[i];
    }
    return mine;
  }

  private double[] features(Seen candidate) {
    byte[] a = one.entry().bytes();
    byte[] b = candidate.entry().bytes();
    double[] features = new double[BYTES + 5];
    for (int i = 0; i < Math.min(BYTES, Math.min(a.length, b.length)); i++) {
      double bits = Integer.bitCount((a[i] ^ b[i]) & 0xff);
      features[i] = bits / Byte.SIZE;
      features[BYTES] += bits / BYTES;
    }
    int distance = candidate.position() - one.position();
    features[BYTES + 1] = a.length == b.length ? 1 : 0;
    features[BYTES + 2] = 5.0 / Math.abs(distance);
    features[BYTES + 3] = distance > 0 ? 1 : 0;
    features[BYTES + 4] = Arrays.mismatch(a, b);
    return features;
  }
}
