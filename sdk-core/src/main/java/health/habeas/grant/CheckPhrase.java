// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Six words that both sides of a grant see, to notice a grant that was swapped on its way between them: people compare
 * words where they don't compare digits.
 *
 * <p>Guarantee: the words are a function of the grant's id, so of exactly the bytes that are signed; any other grant has
 * other words but for a chance of 1 in 2^60. To make a second grant that fits the words of a given one takes about 2^60
 * hashes. Who chooses <i>both</i> grants, as hostile software that draws the nonces would, needs about 2^30: the phrase
 * guards the way between two honest devices, not a device. It is no secret and no proof of who compares.
 *
 * <p>Both sides use one language: each has its own list of 1,024 words, and the lists never change. How it is computed:
 * docs/spec/grants.md, section 7. Immutable; the list is copied.
 *
 * @param words six words, in order
 */
public record CheckPhrase(List<String> words) {
  /** How many words there are. */
  public static final int WORDS = 6;

  private static final int BITS_A_WORD = 10;

  /** Copies the list. */
  public CheckPhrase {
    words = List.copyOf(words);
  }

  /**
   * The phrase of a grant.
   *
   * @param grant its id, see {@link Grant#id}
   * @param language the same on both sides
   */
  public static CheckPhrase of(GrantId grant, Language language) {
    long bits = ByteBuffer.wrap(Sha256.of(Domain.CHECK_PHRASE, grant.bytes())).getLong();
    List<String> list = WordList.of(language).words();
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= WORDS; i++) {
      words.add(list.get((int) (bits >>> (Long.SIZE - i * BITS_A_WORD)) & (WordList.SIZE - 1)));
    }
    return new CheckPhrase(words);
  }

  /** The words with spaces between them. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
