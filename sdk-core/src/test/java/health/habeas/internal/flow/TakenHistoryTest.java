// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenHistoryTest {
  private static final byte[] ARCHIVE = new byte[ArchiveFile.ID_BYTES];

  private final List<VaultEvent.Imported> entries = new ArrayList<>();

  @Test
  void takesEverythingInOrderInEntriesOfBoundedSize() {
    TakenHistory history = new TakenHistory(10, List.of(), entries::add);
    for (int i = 1; i <= 7; i++) {
      history.add(evidence(i, 4));
    }
    history.add(evidence(8, 25)); // larger than an entry should be: alone in its own
    history.add(evidence(9, 1));
    assertThat(history.end(ARCHIVE)).isEqualTo(9);
    assertThat(entries)
        .extracting(each -> each.history().size())
        .containsExactly(2, 2, 2, 1, 1, 1, 0);
    assertThat(entries.stream().flatMap(each -> each.history().stream()).map(each -> each[0]))
        .containsExactly(
            (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte) 8, (byte)
                9);
  }

  @Test
  void leavesOutWhatAnEarlierTryTookOver() {
    TakenHistory history =
        new TakenHistory(100, List.of(evidence(1, 4), evidence(2, 4)), entries::add);
    history.add(evidence(1, 4));
    history.add(evidence(2, 4));
    history.add(evidence(3, 4));
    assertThat(history.end(ARCHIVE)).isEqualTo(3);
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).history()).singleElement().isEqualTo(evidence(3, 4));
  }

  @Test
  void onlyTheEntryThatNamesTheArchiveIsTheEnd() {
    TakenHistory history = new TakenHistory(10, List.of(), entries::add);
    history.add(evidence(1, 4));
    history.end(ARCHIVE);
    assertThat(entries).extracting(VaultEvent.Imported::isEnd).containsExactly(false, true);
    assertThat(entries.get(1).archive()).isEqualTo(ARCHIVE);
  }

  private static byte[] evidence(int first, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) first);
    return bytes;
  }
}
