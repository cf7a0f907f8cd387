// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/** What a holder may do with a record. A closed list: an unknown number is a refusal (L4, L13). Immutable. */
public enum Action implements Numbered {
  /** Open the content. */
  READ(1),
  /** Find it in an index, without opening it. */
  SEARCH(2),
  /** Add a record to the vault; gives no key to read anything (L44). */
  CREATE(3),
  /** Add a correction to a record; what was signed stays (L45). */
  AMEND(4);

  private final int number;

  Action(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
