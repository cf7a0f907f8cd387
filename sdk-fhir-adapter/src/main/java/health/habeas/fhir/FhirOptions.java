// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How a source is read. Start with {@link #of}, then change what differs. Immutable.
 *
 * @param ingestDay the day of a record that gives no clinical date, no {@code meta.lastUpdated} and no bundle timestamp
 * @param unlabelled the labels of a record about whose sensitivity nothing is known; stated by the deployment, because
 *     "no label" is not "not sensitive"
 * @param classifier finds the labels; default {@link SensitivityClassifier#builtIn()}
 * @param format how the resources lie in the source; default {@link FhirFormat#AUTO}
 * @param onLoss what happens when something can't be taken; default {@link OnLoss#REPORT}
 */
public record FhirOptions(
    LocalDate ingestDay,
    Set<Label> unlabelled,
    SensitivityClassifier classifier,
    FhirFormat format,
    OnLoss onLoss) {
  /** What happens when something can't be taken. Immutable. */
  public enum OnLoss {
    /** The rest is taken; {@link FhirReport#complete()} is false, and a warning is logged. */
    REPORT,
    /** The iteration throws at once. Records before it were delivered already. */
    STOP
  }

  /** Copies the labels, and checks them. */
  public FhirOptions {
    Objects.requireNonNull(ingestDay, "ingestDay");
    Objects.requireNonNull(classifier, "classifier");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(onLoss, "onLoss");
    if (unlabelled.isEmpty() || (unlabelled.size() > 1 && unlabelled.contains(Label.NORMAL))) {
      throw new InvalidInputException(
          ErrorCode.RECORD_INVALID,
          "the default labels were refused: state NORMAL alone, or one or more of the others");
    }
    unlabelled = Set.copyOf(EnumSet.copyOf(unlabelled));
  }

  /**
   * The options that have no sensible default, stated; the others as documented above.
   *
   * @param ingestDay the day of a record that tells none
   * @param unlabelled the label or labels of a record about whose sensitivity nothing is known
   */
  public static FhirOptions of(LocalDate ingestDay, Set<Label> unlabelled) {
    return new FhirOptions(
        ingestDay, unlabelled, SensitivityClassifier.builtIn(), FhirFormat.AUTO, OnLoss.REPORT);
  }

  /**
   * The same with another classifier. Add to the built-in one by {@link SensitivityClassifier#and}.
   *
   * @param other finds the labels
   */
  public FhirOptions classifiedBy(SensitivityClassifier other) {
    return new FhirOptions(ingestDay, unlabelled, other, format, onLoss);
  }

  /**
   * The same for a source whose format is known.
   *
   * @param known how the resources lie in the source
   */
  public FhirOptions as(FhirFormat known) {
    return new FhirOptions(ingestDay, unlabelled, classifier, known, onLoss);
  }

  /** The same, but throwing at the first thing that can't be taken. */
  public FhirOptions strict() {
    return new FhirOptions(ingestDay, unlabelled, classifier, format, OnLoss.STOP);
  }
}
