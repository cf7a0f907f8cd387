// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

/**
 * Something of a grant or directive that a written Consent does not say. Immutable.
 *
 * @param kind what
 * @param ofDirective whether of a directive; else of a grant
 * @param index which of those given, counted from 0
 */
public record ConsentLoss(Kind kind, boolean ofDirective, int index) {
  /** What FHIR has no word for. Immutable. */
  public enum Kind {
    /** That it may be handed on. Who goes by the Consent allows less. */
    HANDING_ON(false),
    /** That it may be decided on offline. Who goes by the Consent allows less. */
    OFFLINE(false),
    /** That it is for some verifiers alone. Who goes by the Consent allows more. */
    AUDIENCE(true),
    /** How often it may be used. Who goes by the Consent allows more. */
    USES(true),
    /** What the holder owes. */
    OBLIGATIONS(false),
    /** When what was read is to be erased. */
    ERASE_AT(false),
    /** That breaking the glass is over after 24 hours. Who goes by the Consent allows more. */
    BREAK_GLASS(true),
    /** That it holds against every grant, of whatever origin: R5 says it as an exception to these grants alone. */
    STANDING(false),
    /**
     * All of it, or a line: a holder, author, record or type has no name in FHIR, or it names authors and records. Who goes
     * by the Consents allows less.
     */
    NOT_WRITTEN(false),
    /** A directive that can't be written: then no Consent is, since the others would allow what it forbids. */
    NOTHING_WRITTEN(false);

    private final boolean allowsMore;

    Kind(boolean allowsMore) {
      this.allowsMore = allowsMore;
    }

    /** Whether who goes by the Consents alone may allow what the grants and directives don't. */
    public boolean allowsMore() {
      return allowsMore;
    }
  }

  /** The place and the kind. */
  @Override
  public String toString() {
    return (ofDirective ? "directive " : "grant ") + index + ": " + kind;
  }
}
