// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

/** Bytes that are not what the protocol allows; nothing of them was used. The message says what is wrong, never the bytes. Immutable. */
public final class MalformedMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param what in one clause
   */
  public MalformedMessage(String what) {
    super(what);
  }
}
