// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import java.util.ArrayList;
import java.util.List;

/**
 * One Consent as small numbers, so that a counterexample shrinks and reads well. In R5 the root states holders and period
 * alone, and each level is the exception to the one above. Immutable.
 *
 * @param form in which version it is written
 * @param root its base provision
 */
record ConsentPlan(Form form, Provision root) {
  /** Much the same, without most of what has two readings or can't be kept to: else few Consents would be read. */
  static ConsentPlan tame(Form form, Provision root) {
    Provision rule = form == Form.R5
        ? new Provision(
            root.permits(),
            new Who(root.who.holders, 0, 0),
            new What(0, 0, 0, 0, 0, 0),
            root.when,
            root.exceptions)
        : root;
    return new ConsentPlan(form, tame(form, rule, rule.who, rule.what, root.permits()));
  }

  private static Provision tame(
      Form form, Provision rule, Who above, What recordsAbove, boolean permits) {
    boolean base = form == Form.R5 && rule.what.equals(new What(0, 0, 0, 0, 0, 0));
    Who who = rule.who.within(above);
    Who merged = who.or(above);
    if (permits && merged.purposes == 0 && !base) {
      who = new Who(who.holders, 1, who.actions);
    }
    What what = rule.what.within(recordsAbove).labelled(permits);
    When when = permits || rule.when.start != 2 ? rule.when : new When(0, rule.when.end);
    List<Provision> exceptions = new ArrayList<>();
    for (Provision nested : rule.exceptions) {
      boolean next = form == Form.R5 ? !permits : nested.permits;
      exceptions.add(tame(form, nested, who.or(above), what.or(recordsAbove), next));
    }
    return new Provision(rule.permits, who, what, when, exceptions);
  }

  /** How Consents are written. */
  enum Form {
    R4,
    /** R4 that says that it follows IHE's Privacy Consent on FHIR. */
    PCF,
    R5
  }

  /**
   * A provision. Immutable.
   *
   * @param permits its type; in R5 of the root alone
   * @param who for whom, why, what
   * @param what which records
   * @param when in which period
   * @param exceptions nested ones
   */
  record Provision(boolean permits, Who who, What what, When when, List<Provision> exceptions) {}

  /**
   * Masks, of which 0 states nothing: bit i for value i. Immutable.
   *
   * @param holders clinic, laboratory, and the ward that is both
   * @param purposes of the universe
   * @param actions access, collect, correct
   */
  record Who(int holders, int purposes, int actions) {
    Who within(Who parent) {
      return new Who(
          cut(holders, parent.holders),
          cut(purposes, parent.purposes),
          cut(actions, parent.actions));
    }

    Who or(Who parent) {
      return new Who(
          holders == 0 ? parent.holders : holders,
          purposes == 0 ? parent.purposes : purposes,
          actions == 0 ? parent.actions : actions);
    }
  }

  /**
   * Masks, of which 0 states nothing. Immutable.
   *
   * @param types of the universe
   * @param categories of the universe
   * @param labels N, PSY, HIV, R
   * @param data 1 and 2 name authors, 4, 8 and 16 name records
   * @param firstDay the first of the days
   * @param days how many
   */
  record What(int types, int categories, int labels, int data, int firstDay, int days) {
    What within(What parent) {
      boolean apart = firstDay < parent.firstDay || firstDay + days > parent.firstDay + parent.days;
      boolean loose = parent.days == 0 || !apart;
      return new What(
          cut(types, parent.types),
          cut(categories, parent.categories),
          cut(labels, parent.labels),
          cut(data, parent.data),
          loose ? firstDay : 0,
          loose ? days : 0);
    }

    What or(What parent) {
      return new What(
          types == 0 ? parent.types : types,
          categories == 0 ? parent.categories : categories,
          labels == 0 ? parent.labels : labels,
          data == 0 ? parent.data : data,
          days == 0 ? parent.firstDay : firstDay,
          days == 0 ? parent.days : days);
    }

    /** Without a label that has two readings. */
    What labelled(boolean permits) {
      int denied = permits ? labels : labels & ~1;
      int plain = (denied & 8) != 0 && (denied & 6) != 0 ? denied & ~8 : denied;
      return new What(types, categories, plain, data, firstDay, days);
    }
  }

  /**
   * From when to when. Immutable.
   *
   * @param start 0 states none; else a day ago, or in an hour
   * @param end 0 states none; else an hour ago, in an hour, in a day, or with the day after tomorrow's beginning
   */
  record When(int start, int end) {}

  private static int cut(int mask, int parent) {
    return parent == 0 ? mask : mask & parent;
  }
}
