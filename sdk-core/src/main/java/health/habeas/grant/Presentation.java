// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/**
 * What a presenter sends: bytes that nobody has checked yet. Immutable; arrays are copied in and out.
 *
 * @param chain {@link GrantChain#bytes}, usually without the keybox
 * @param possession {@link Possession#sign}
 */
public record Presentation(byte[] chain, byte[] possession) {
  /** Copies the arrays. */
  public Presentation {
    chain = chain.clone();
    possession = possession.clone();
  }

  @Override
  public byte[] chain() {
    return chain.clone();
  }

  @Override
  public byte[] possession() {
    return possession.clone();
  }

  /** Equal only to itself: nothing needs to compare what is unchecked. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The sizes alone. */
  @Override
  public String toString() {
    return "Presentation[" + chain.length + " and " + possession.length + " bytes]";
  }
}
