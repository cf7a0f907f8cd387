// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import java.util.AbstractList;
import java.util.List;

/**
 * Who looked: every access that the ledger has under the patient's grants, and the proof that there are no others. Those of
 * earlier ledgers come first, then grant by grant in the order of the log. Immutable.
 */
public final class Disclosures extends AbstractList<Disclosure> {
  private final List<Disclosure> all;
  private final int earlier;
  private final boolean hasMoved;
  private final List<Completeness> completeness;

  Disclosures(
      List<Disclosure> all, int earlier, boolean hasMoved, List<Completeness> completeness) {
    this.all = List.copyOf(all);
    this.earlier = earlier;
    this.hasMoved = hasMoved;
    this.completeness = List.copyOf(completeness);
  }

  @Override
  public Disclosure get(int index) {
    return all.get(index);
  }

  @Override
  public int size() {
    return all.size();
  }

  /** How many of them an earlier ledger recorded, before the vault moved: each is proven, that they were all is not. */
  public int earlier() {
    return earlier;
  }

  /** For each grant how many accesses the present ledger has, and the proof that there is no further one. */
  public List<Completeness> completeness() {
    return completeness;
  }

  /**
   * Whether it is proven that this list is whole: for each grant, in a vault that never moved. What an earlier ledger showed
   * is proven; that it showed all is not.
   */
  public boolean isProvenComplete() {
    return !hasMoved && completeness.stream().allMatch(Completeness::isProven);
  }
}
