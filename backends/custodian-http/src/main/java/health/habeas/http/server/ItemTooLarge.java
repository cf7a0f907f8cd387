// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

/** An item larger than its kind may be. Immutable. */
final class ItemTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
