// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.RecordContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Seeking and reading a large record is seeking and reading its bytes. */
class RecordContentTest {
  private static final int PART = 16 * 65_520;
  private static final int SIZE = 2 * PART + 100_000;
  private static final byte[] CONTENT = LargeRecordTest.content(SIZE);

  private static final Household home = new Household();

  record Read(int from, int length) {}

  @BeforeContainer
  static void put() throws IOException {
    home.vault.put(LargeRecordTest.header("scan"), new ByteArrayInputStream(CONTENT));
  }

  @AfterContainer
  static void close() {
    home.close();
  }

  @Property(tries = 200)
  void readsWhatAnArrayHolds(@ForAll("reads") List<Read> reads) throws IOException {
    try (RecordContent content =
        home.vault.open(LargeRecordTest.header("scan").id()).content().orElseThrow()) {
      for (Read read : reads) {
        ByteBuffer target = ByteBuffer.allocate(read.length());
        content.position(read.from());
        int got = content.read(target);
        while (got >= 0 && target.hasRemaining()) {
          got = content.read(target);
        }
        int end = Math.min(SIZE, read.from() + read.length());
        byte[] expected =
            read.from() < SIZE ? Arrays.copyOfRange(CONTENT, read.from(), end) : new byte[0];
        assertThat(Arrays.copyOf(target.array(), target.position())).isEqualTo(expected);
        assertThat(content.position()).isEqualTo(read.from() + expected.length);
        if (read.from() + read.length() > SIZE) {
          assertThat(got).isEqualTo(-1);
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Read>> reads() {
    Arbitrary<Integer> edges =
        Arbitraries.of(0, 65_520, PART, 2 * PART, SIZE).map(edge -> Math.max(0, edge - 1));
    Arbitrary<Integer> near =
        Combinators.combine(edges, Arbitraries.integers().between(0, 2)).as(Integer::sum);
    Arbitrary<Integer> from = Arbitraries.oneOf(Arbitraries.integers().between(0, SIZE + 10), near);
    Arbitrary<Integer> length = Arbitraries.integers().between(1, PART + 10);
    return Combinators.combine(from, length).as(Read::new).list().ofMinSize(1).ofMaxSize(4);
  }
}
