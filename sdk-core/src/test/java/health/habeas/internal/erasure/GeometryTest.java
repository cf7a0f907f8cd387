// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
  @ParameterizedTest
  @CsvSource({
    // k, body, stripes, last chunk, row
    "4, 0, 0, 0, 0",
    "4, 1, 1, 64, 64",
    "4, 256, 1, 64, 64",
    "4, 257, 1, 128, 128",
    "4, 65535, 1, 16384, 16384",
    "4, 65536, 1, 16384, 16384",
    "4, 65537, 2, 64, 16448",
    "4, 131072, 2, 16384, 32768",
    "1, 16385, 2, 64, 16448",
    "10, 163841, 2, 64, 16448",
    "254, 1073741824, 259, 320, 4227392"
  })
  void saysWhereTheStripesEnd(int data, int body, int stripes, int lastChunk, int row) {
    Geometry geometry = new Geometry(data, body);
    assertThat(geometry.stripes()).isEqualTo(stripes);
    assertThat(geometry.rowBytes()).isEqualTo(row);
    if (stripes > 0) {
      assertThat(geometry.chunkBytes(stripes - 1)).isEqualTo(lastChunk);
    }
  }

  @Property
  void joinsWhatItCut(
      @ForAll @IntRange(min = 1, max = 20) int data,
      @ForAll @IntRange(max = 700_000) int size,
      @ForAll long seed) {
    byte[] body = new byte[size];
    new Random(seed).nextBytes(body);
    Geometry geometry = new Geometry(data, size);
    byte[][] rows = new byte[data][geometry.rowBytes()];
    for (int stripe = 0; stripe < geometry.stripes(); stripe++) {
      geometry.cut(ByteBuffer.wrap(body), stripe, rows);
    }
    assertThat(geometry.join(List.of(rows), 0, geometry.stripes() - 1)).isEqualTo(body);
    // no more than one unit of filling a row
    assertThat((long) data * geometry.rowBytes() - size).isBetween(0L, 64L * data + data);
  }

  @Test
  void refusesSizesBeyondItsLimits() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(255, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(4, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(4, (1 << 30) + 1));
  }
}
