// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;

/**
 * Asks for every record of some types, categories and days that the grant allows.
 *
 * <p>It is allowed when it overlaps the effective scope; the caller then filters record by record with
 * {@link Authority#allows}, which is the only thing that says yes to a record. Immutable.
 *
 * @param types kinds of records
 * @param categories what they are about
 * @param days their clinical days
 */
public record Selection(Field<String> types, Field<Category> categories, DayRange days)
    implements RecordSelector {
  /** Everything that the grant allows. */
  public static final Selection EVERYTHING = new Selection(Field.all(), Field.all(), DayRange.ALL);

  /**
   * Records of these categories, of any type and day.
   *
   * @param categories one or more
   */
  public static Selection of(Category... categories) {
    return new Selection(Field.all(), Field.of(categories), DayRange.ALL);
  }
}
