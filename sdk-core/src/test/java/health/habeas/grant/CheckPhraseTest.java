// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckPhraseTest {
  private static final Path PAGE =
      Path.of(System.getProperty("habeas.root", "..")).resolve("docs/spec/grants.md");

  @ParameterizedTest
  @EnumSource
  void theListHas1024UnlikeWords(WordList list) {
    List<String> words = list.words();
    assertThat(words).hasSize(WordList.SIZE).doesNotHaveDuplicates().isSorted();
    assertThat(words)
        .allMatch(word -> word.matches(list == WordList.GERMAN ? "[A-Z][a-z]{2,8}" : "[a-z]{3,9}"));
    assertThat(words.stream().map(CheckPhraseTest::firstFour)).doesNotHaveDuplicates();
    Set<String> known = new HashSet<>();
    for (String word : words) {
      Set<String> near = withoutOneLetter(word.toLowerCase(Locale.ROOT));
      assertThat(Collections.disjoint(near, known))
          .as("%s is two letters from the others", word)
          .isTrue();
      known.addAll(near);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theListIsTheOneThatTheSpecificationNames(WordList list) throws IOException {
    byte[] file = (String.join("\n", list.words()) + "\n").getBytes(StandardCharsets.US_ASCII);
    assertOnPage(Digest32.hex(Sha256.of(file)));
  }

  @ParameterizedTest
  @EnumSource
  void theWordsAreTheFirst60BitsOfTheHash(Language language) throws NoSuchAlgorithmException {
    GrantId id = Cast.root(Cast.terms()).id();
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update("habeas/check-phrase/1".getBytes(StandardCharsets.US_ASCII));
    BigInteger bits = new BigInteger(1, sha.digest(id.bytes())).shiftRight(256 - 60);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      words.add(
          WordList.of(language).words().get(bits.mod(BigInteger.valueOf(1024)).intValueExact()));
      bits = bits.shiftRight(10);
    }
    Collections.reverse(words);
    assertThat(CheckPhrase.of(id, language).words()).isEqualTo(words);
    assertThat(CheckPhrase.of(id, language)).hasToString(String.join(" ", words));
  }

  @ParameterizedTest
  @EnumSource
  void thePhraseOfTheExampleIsTheOneOfTheSpecification(Language language) throws IOException {
    GrantId example = Cast.root(Cast.terms()).id();
    assertOnPage(example.hex());
    assertOnPage(CheckPhrase.of(example, language).toString());
  }

  @Test
  void anyOtherBodyHasOtherWords() {
    byte[] body = Cast.root(Cast.terms()).signedBytes();
    Set<CheckPhrase> phrases = new HashSet<>();
    for (int bit = 0; bit < 8 * body.length; bit++) {
      byte[] other = body.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      phrases.add(CheckPhrase.of(GrantId.ofSigned(other), Language.ENGLISH));
    }
    assertThat(phrases)
        .hasSize(8 * body.length)
        .doesNotContain(CheckPhrase.of(GrantId.ofSigned(body), Language.ENGLISH));
  }

  @Test
  void everyWordIsInSomePhrase() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      byte[] id = new byte[32];
      id[0] = (byte) i;
      id[1] = (byte) (i >> 8);
      seen.addAll(CheckPhrase.of(GrantId.ofBytes(id), Language.GERMAN).words());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(WordList.GERMAN.words());
  }

  private static void assertOnPage(String text) throws IOException {
    assertThat(Files.readString(PAGE).contains(text))
        .as("grants.md says %s", text)
        .isTrue();
  }

  private static String firstFour(String word) {
    return word.substring(0, Math.min(4, word.length())).toLowerCase(Locale.ROOT);
  }

  // two words that differ in one letter, or by one letter, share one of these
  private static Set<String> withoutOneLetter(String word) {
    Set<String> some = new HashSet<>(Set.of(word + "~"));
    for (int i = 0; i < word.length(); i++) {
      some.add(word.substring(0, i) + "_" + word.substring(i + 1));
      some.add(word.substring(0, i) + word.substring(i + 1) + "~");
    }
    return some;
  }
}
