// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.record.HealthRecord;
import health.habeas.shard.StripeLayout;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Puts of several objects, one of which is stored while the next is made. */
class ManyPacksTest {
  private static final int PACKS = 4;

  private final Keepers home = new Keepers(StripeLayout.of(2, 3));
  private final List<HealthRecord> images =
      IntStream.range(0, PACKS).mapToObj(ManyPacksTest::image).toList();

  @AfterEach
  void close() {
    home.close();
  }

  private static HealthRecord image(int number) {
    byte[] content = new byte[1 << 20];
    new Random(number).nextBytes(content);
    return Keepers.lab("image" + number, content);
  }

  /** From some shard on all custodians are full. */
  private void fullAfter(int shards) {
    AtomicInteger written = new AtomicInteger();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/shard/") && written.incrementAndGet() > shards) {
          throw new IllegalStateException("full");
        }
      }
    };
  }

  private void assertEmpty() {
    for (int custodian = 0; custodian < home.stores.size(); custodian++) {
      assertThat(home.names(custodian, "shard")).isEmpty();
      assertThat(home.names(custodian, "manifest")).isEmpty();
    }
    home.watch = Watch.NONE;
  }

  @Test
  void allOfThemAreThereWhenThePutIsAcknowledged() {
    home.vault.put(images);
    assertThat(home.names(0, "manifest")).hasSize(PACKS);
    home.reopen();
    assertThat(home.vault.records().records()).containsExactlyInAnyOrderElementsOf(images);
  }

  @Test
  void whicheverFailsNothingIsLeftAndTheNextPutIsWhole() {
    for (int pack = 0; pack < PACKS; pack++) {
      fullAfter(home.custodians.size() * pack + 1);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> home.vault.put(images))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_CUSTODIANS));
      assertEmpty();
    }
    home.vault.put(images);
    assertThat(home.vault.records().records()).hasSize(PACKS);
  }

  @Test
  void whicheverPartOfALargeRecordFailsNothingIsLeft() throws Exception {
    byte[] content = new byte[5 << 20];
    for (int part = 0; part < PACKS; part++) {
      fullAfter(home.custodians.size() * part + 1);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(
              () -> home.vault.put(images.get(0).header(), new ByteArrayInputStream(content)));
      assertEmpty();
    }
    home.vault.put(images.get(0).header(), new ByteArrayInputStream(content));
    try (RecordContent whole = home.vault.open(images.get(0).id()).content().orElseThrow()) {
      assertThat(whole.size()).isEqualTo(content.length);
    }
  }
}
