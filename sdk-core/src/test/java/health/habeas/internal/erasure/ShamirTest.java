// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShamirTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Property
  void anyKSharesGiveTheSecretAndEveryOtherShare(
      @ForAll @Size(32) byte[] secret,
      @ForAll @IntRange(min = 1, max = 12) int threshold,
      @ForAll @IntRange(max = 6) int spare,
      @ForAll long seed) {
    int count = threshold + spare;
    List<byte[]> shares = Shamir.split(Secret.copyOf(secret), threshold, count, RANDOM);
    SortedMap<Integer, byte[]> some = Shuffled.some(shares, threshold, seed);
    assertThat(Shamir.combine(some).bytes(SECRET_ACCESS)).isEqualTo(secret);
    for (int j = 0; j < count; j++) {
      assertThat(Shamir.share(some, j)).isEqualTo(shares.get(j));
    }
  }

  @Test
  void oneShareLessTakesEveryValueWhateverTheSecret() {
    for (int filling : new int[] {0, 255}) {
      byte[] plain = new byte[32];
      Arrays.fill(plain, (byte) filling);
      Set<Byte> seen = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        for (byte value : Shamir.split(Secret.copyOf(plain), 2, 3, RANDOM).get(2)) {
          seen.add(value);
        }
      }
      assertThat(seen).hasSize(256);
    }
  }

  @Test
  void sharesOfOneSecretDifferAtEverySplit() {
    Secret secret = Secret.random(RANDOM, 32);
    byte[] first = Shamir.split(secret, 2, 3, RANDOM).get(0);
    assertThat(Shamir.split(secret, 2, 3, RANDOM).get(0)).isNotEqualTo(first);
  }

  @Test
  void refusesOtherSizes() {
    Secret secret = Secret.random(RANDOM, 32);
    assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(secret, 0, 3, RANDOM));
    assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(secret, 4, 3, RANDOM));
    assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(secret, 2, 256, RANDOM));
    Secret shorter = Secret.random(RANDOM, 31);
    assertThatIllegalArgumentException().isThrownBy(() -> Shamir.split(shorter, 2, 3, RANDOM));
  }
}
