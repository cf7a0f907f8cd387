// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import health.habeas.error.InvalidInputException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Our encoder and decoder against com.upokecenter:cbor in canonical mode. */
class CborDifferentialTest {
  private static final CBOREncodeOptions CANONICAL = new CBOREncodeOptions("ctap2canonical=true");
  private static final List<Long> EDGES = List.of(
      0L,
      23L,
      24L,
      255L,
      256L,
      65_535L,
      65_536L,
      0xffff_ffffL,
      0x1_0000_0000L,
      Long.MAX_VALUE,
      -1L,
      -24L,
      -25L,
      -256L,
      -257L,
      Long.MIN_VALUE);

  @Property
  void writesTheBytesThatTheOtherLibraryWrites(@ForAll("trees") Tree tree) {
    assertThat(tree.bytes()).isEqualTo(tree.peer().EncodeToBytes(CANONICAL));
  }

  @Property
  void readsBackWhatItWrote(@ForAll("trees") Tree tree) {
    assertThat(Tree.parse(tree.bytes())).isEqualTo(tree);
  }

  @Property(tries = 2000)
  void whateverIsAcceptedReencodesToItselfAndMeansTheSame_L1(@ForAll("mutated") byte[] bytes) {
    Optional<Tree> accepted = accepted(bytes);
    Statistics.collect(accepted.isPresent() ? "accepted" : "refused");
    Statistics.coverage(c -> {
      c.check("accepted").percentage(p -> p > 5);
      c.check("refused").percentage(p -> p > 5);
    });
    accepted.ifPresent(tree -> {
      assertThat(tree.bytes()).isEqualTo(bytes);
      assertThat(tree.peer()).isEqualTo(CBORObject.DecodeFromBytes(bytes));
    });
  }

  @Property(tries = 2000)
  void neverFailsOtherwiseThanByARefusal(@ForAll byte[] bytes) {
    accepted(bytes).ifPresent(tree -> assertThat(tree.bytes()).isEqualTo(bytes));
  }

  @Property
  void whatIsCutIsRefused(@ForAll("trees") Tree tree) {
    byte[] whole = tree.bytes();
    for (int size = 0; size < whole.length; size++) {
      assertThat(accepted(java.util.Arrays.copyOf(whole, size))).isEmpty();
    }
  }

  @Provide
  Arbitrary<Tree> trees() {
    return trees(3);
  }

  @Provide
  Arbitrary<byte[]> mutated() {
    Arbitrary<byte[]> valid = trees().map(Tree::bytes);
    return Combinators.combine(
            valid, Arbitraries.integers().between(0, 1 << 20), Arbitraries.bytes())
        .as((bytes, at, xor) -> {
          byte[] copy = bytes.clone();
          copy[at % copy.length] ^= xor;
          return copy;
        });
  }

  private static Arbitrary<Tree> trees(int depth) {
    Arbitrary<Long> longs = Arbitraries.oneOf(Arbitraries.of(EDGES), Arbitraries.longs());
    Arbitrary<Tree> leaves = Arbitraries.oneOf(
        longs.map(Tree.Int::new),
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(300)
            .map(b -> new Tree.Bytes(HexFormat.of().formatHex(b))),
        Arbitraries.strings()
            .withCharRange('\u0000', '\ud7ff')
            .ofMaxLength(40)
            .map(Tree.Text::new));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Tree> inner = Arbitraries.lazy(() -> trees(depth - 1));
    Arbitrary<Tree> arrays = inner.list().ofMaxSize(5).map(Tree.Array::new);
    Arbitrary<Tree> maps = Arbitraries.maps(
            Arbitraries.integers().between(0, Integer.MAX_VALUE), inner)
        .ofMaxSize(5)
        .map(entries -> new Tree.Entries(new TreeMap<>(entries)));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(2, leaves),
        net.jqwik.api.Tuple.of(2, arrays),
        net.jqwik.api.Tuple.of(2, maps));
  }

  private static Optional<Tree> accepted(byte[] bytes) {
    try {
      return Optional.of(Tree.parse(bytes));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
