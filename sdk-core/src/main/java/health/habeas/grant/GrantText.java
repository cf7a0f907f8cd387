// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import java.util.Map;

/**
 * Says in plain words what a grant means, so that what somebody sees is what she signs.
 *
 * <p>Guarantees: the text is made from the very bytes that are signed, by one fixed template for each language and schema
 * version, whatever the default locale; it says what is <i>not</i> shared, and sets apart what is wide: every kind, all
 * days, sensitive records, passing on, marketing, training of AI, keys that open more than the scope. It ends with the
 * {@link CheckPhrase}. Bytes with anything unknown in them are refused, and so can't be signed unseen.
 *
 * <p>Names come from the caller and are the holder's own word. Names and other texts from outside stand in quotation
 * marks, without characters that could end or turn the quotation, at most 120 characters long; the first digits of the key
 * stand beside each name. Thread-safe.
 */
public final class GrantText {
  private GrantText() {}

  /**
   * The text for these signed bytes. {@code GRANT_MALFORMED} or {@code GRANT_UNKNOWN_VERSION} for bytes that are not a
   * grant of this version (L1, L4).
   *
   * @param signedGrant {@link Grant#signedBytes}
   * @param names what people call the owners of keys; none is needed
   * @param language in which language
   */
  public static String render(byte[] signedGrant, Map<VerifyKey, String> names, Language language) {
    return new TextLayout(Grant.parse(signedGrant), names, language).text();
  }
}
