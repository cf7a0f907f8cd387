// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

/** The word to search for where secret bytes are read: whoever reads them must name this token. Immutable. */
public enum SecretAccess {
  /** The only value. */
  SECRET_ACCESS
}
