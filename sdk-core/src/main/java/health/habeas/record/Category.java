// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import java.util.Locale;
import java.util.Optional;

/**
 * What a record is about, in the sections that clinicians know from US Core and the IPS. Half of a compartment, the unit
 * of keys; the other half is the {@link Label} set. Registry version 1; numbers are wire values and never reused.
 *
 * <p>Immutable. Source: design of grants, section 5.
 */
public enum Category {
  ALLERGIES(1),
  PROBLEMS(2),
  MEDICATIONS(3),
  IMMUNIZATIONS(4),
  PROCEDURES(5),
  LABORATORY(6),
  VITAL_SIGNS(7),
  IMAGING(8),
  DOCUMENTS(9),
  ENCOUNTERS(10),
  CARE_PLANS(11),
  FAMILY_HISTORY(12),
  SOCIAL_HISTORY(13),
  DEVICES(14),
  GENOMICS(15),
  QUESTIONNAIRES(16),
  COVERAGE_CLAIMS(17),
  DEMOGRAPHICS(18),
  PATIENT_GENERATED(19),
  OTHER(20);

  private static final Category[] VALUES = values();

  private final int number;

  Category(int number) {
    this.number = number;
  }

  /** The number that stands for this category on the wire, 1 to 20. */
  public int number() {
    return number;
  }

  /** The registry name, for example {@code vital-signs}. */
  public String registryName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The category with this wire number; empty for a number of a later registry (L13).
   *
   * @param number a wire number
   */
  public static Optional<Category> of(int number) {
    for (Category value : VALUES) {
      if (value.number == number) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
