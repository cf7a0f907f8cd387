// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.charset.StandardCharsets;

/**
 * Which person at a holder accesses, and where, as an account of disclosures is asked to say it. It is the holder's
 * statement. The patient alone reads it: custodians and the ledger have it sealed, and of one size. Immutable.
 *
 * @param person a name or a number by which the holder finds the person again; 1 to 128 bytes of UTF-8
 * @param address of the holder, or the place of access; empty if not known, at most 256 bytes of UTF-8
 */
public record Accessor(String person, String address) {
  /** The most bytes of a person. */
  public static final int MAX_PERSON_BYTES = 128;

  /** The most bytes of an address. */
  public static final int MAX_ADDRESS_BYTES = 256;

  /** Checks the sizes. */
  public Accessor {
    if (person.isBlank() || size(person) > MAX_PERSON_BYTES || size(address) > MAX_ADDRESS_BYTES) {
      throw new InvalidInputException(
          ErrorCode.ACCESSOR_INVALID,
          "who accesses is named with 1 to 128 bytes, and where with at most 256");
    }
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** That it is one, without what the patient alone reads. */
  @Override
  public String toString() {
    return "Accessor";
  }
}
