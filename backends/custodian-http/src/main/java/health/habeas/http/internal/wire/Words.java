// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

/** The words that a reply begins with. */
public final class Words {
  /** A holder was let in; its token follows. */
  public static final String ADMITTED = "admitted";

  /** A denial; its code and reason follow. */
  public static final String REFUSED = "refused";

  /** An item; its bytes follow. */
  public static final String FOUND = "found";

  /** No such item. */
  public static final String ABSENT = "absent";

  /** A deposit is durable. */
  public static final String KEPT = "kept";

  /** An entry is recorded now; position, time and finality follow. */
  public static final String RECORDED = "recorded";

  /** An entry was recorded before; position, time and finality follow. */
  public static final String DUPLICATE = "duplicate";

  /** An entry is certainly not recorded by this call; a code follows. */
  public static final String REJECTED = "rejected";

  /** An entry is perhaps recorded; a code follows. */
  public static final String IN_DOUBT = "in-doubt";

  private Words() {}
}
