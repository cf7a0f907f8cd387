// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

/**
 * A code and the system that defines it, as FHIR's {@code Coding}. Immutable. {@code toString} shows neither, because a
 * diagnosis code is health data.
 *
 * @param system the system's URI as the source wrote it; empty if it gave none
 * @param code the code as the source wrote it; empty if it gave none
 */
public record Coding(String system, String code) {
  @Override
  public String toString() {
    return "Coding[…]";
  }
}
