// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;

/**
 * Steps over the parts of a bundle that are no records. An object or array among them must be known to FHIR and be JSON
 * inside: else resources could hide in it, behind an unknown name or a lost quote. Not thread-safe.
 */
final class BundleParts {
  private final ByteWindow window;
  private final JsonScanner scanner;
  private final Tally tally;

  BundleParts(ByteWindow window, JsonScanner scanner, Tally tally) {
    this.window = window;
    this.scanner = scanner;
    this.tally = tally;
  }

  /**
   * Steps over the value next, or refuses it.
   *
   * @param root the bundle, or what may turn out to be one
   * @param place where the value begins
   * @param known whether FHIR knows a member of this name here
   */
  void passOver(Root root, Place place, boolean known) throws Refused {
    int c = window.peek();
    if (c != '{' && c != '[') {
      scanner.skipValue();
      return;
    }
    boolean rootIsKept = window.marked();
    if (!rootIsKept) {
      window.mark();
    }
    scanner.skipValue();
    try {
      check(place, known);
    } catch (Refused refused) {
      root.refuse(tally, new Refusal(place, refused.code(), refused.why()));
    }
    if (!rootIsKept) {
      window.unmark();
    }
  }

  private void check(Place place, boolean known) throws Refused {
    if (!known) {
      throw new Refused(
          ErrorCode.FHIR_UNSUPPORTED, "the bundle has a member here that FHIR does not know");
    }
    if (window.overflowed()) {
      throw new Refused(ErrorCode.FHIR_LIMIT, "a part of the bundle has more than 64 MiB");
    }
    StrictJson.check(window.sliceFrom(place.byteOffset()));
  }
}
